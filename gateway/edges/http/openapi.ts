import { z } from 'zod';
import { alert, alertStep } from '../../../contracts/alerts.ts';
import { account, agent, alertDetail, alertPage, apiError, camera, city, sensor } from '../../../contracts/api.ts';
import { area, zoneSettings } from '../../../contracts/devices.ts';
import { ruleCondition } from '../../../contracts/rules.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/** Things that many answers speak of get a name of their own in the document. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  Account: account,
  Agent: agent,
  Alert: alert,
  AlertDetail: alertDetail,
  AlertPage: alertPage,
  AlertStep: alertStep,
  ApiError: apiError,
  Area: area,
  Camera: camera,
  City: city,
  RuleCondition: ruleCondition,
  Sensor: sensor,
  Zone: zoneSettings,
};

/** The API as OpenAPI 3.1, made of the same table the routes are served from. */
export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  const answers = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) answers.add(schema, { id });
  for (const route of routes) {
    const path = route.path.replace(/:([a-zA-Z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, answers) };
  }
  const { schemas } = z.toJSONSchema(answers, { io: 'output', unrepresentable: 'any', uri: refTo });
  return {
    openapi: '3.1.0',
    info: {
      title: 'CityWatch',
      version: '1',
      description:
        'Times are ISO 8601 in UTC. Requests that change something must not come from pages of other sites. ' +
        'What somebody gets depends on role and areas: what is not theirs is not found.',
    },
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)])),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'citywatch', description: 'Set by POST /api/session' },
      },
    },
  };
}

function operation(route: Route, answers: z.core.$ZodRegistry<{ id: string }>): Json {
  const { rights, method } = route;
  const id = operationId(route);
  const parameters = [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')];
  const status = String(route.status ?? (route.answer === null ? 204 : 200));
  const failures = ['400', ...(rights === 'public' ? [] : ['401', '403']), '404', ...(method === 'get' ? [] : ['409'])];
  return {
    operationId: id,
    summary: route.summary,
    ...(rights === 'public' ? { security: [] } : { security: [{ session: [] }], 'x-roles': rights }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: inputSchema(route.body) } } },
    }),
    ...(route.uploads && {
      requestBody: { required: true, content: Object.fromEntries(route.uploads.map((type) => [type, {}])) },
    }),
    responses: {
      [status]: { description: 'Done', ...answerContent(route.answer, id, answers) },
      ...Object.fromEntries(
        failures.map((code) => [
          code,
          {
            description: 'Not done; the reason is in the body',
            content: { 'application/json': { schema: { $ref: refTo('ApiError') } } },
          },
        ]),
      ),
    },
  };
}

function answerContent(answer: Route['answer'], id: string, answers: z.core.$ZodRegistry<{ id: string }>): Json {
  if (answer === null) return {};
  if (typeof answer === 'string') return { content: { [answer]: {} } };
  if (!answers.has(answer)) answers.add(answer, { id: `${id}Answer` });
  return { content: { 'application/json': { schema: { $ref: refTo(answers.get(answer)?.id ?? '') } } } };
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = inputSchema(schema) as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema,
  }));
}

function inputSchema(schema: z.ZodType): Json {
  return bare(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}

function bare(schema: object): Json {
  const { $schema: _, $id: __, ...rest } = schema as Json;
  return rest;
}

function refTo(id: string): string {
  return `#/components/schemas/${id}`;
}

/** `getAlertsIdSnapshot` for GET /api/alerts/:id/snapshot. */
function operationId({ method, path }: Route): string {
  const words = path.replace(/^\/api\//, '').split(/[^a-zA-Z]+/);
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
