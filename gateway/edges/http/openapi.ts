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
      responses: {
        Refusal: {
          description:
            'Not done; the reason is in the body. With 429 and some 503 the header `Retry-After` says when to try again',
          content: { 'application/json': { schema: { $ref: refTo('ApiError') } } },
        },
      },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'citywatch',
          description: 'Set by POST /api/session; behind TLS its name is `__Host-citywatch`. Answers may change it.',
        },
        request: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token an agent was given with what it is asked for',
        },
      },
    },
  };
}

function operation(route: Route, answers: z.core.$ZodRegistry<{ id: string }>): Json {
  const { rights, method } = route;
  const id = operationId(route);
  const parameters = [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')];
  const status = String(route.status ?? (route.answer === null ? 204 : 200));
  const failures = [
    '400',
    // Without a session, or an upload without its token.
    ...(rights === 'public' && !route.uploads && !route.body ? [] : ['401']),
    ...(rights === 'public' && method === 'get' ? [] : ['403']),
    '404',
    ...(method === 'get' ? [] : ['409']),
    ...(route.body || route.uploads ? ['413'] : []),
    '429',
    '500',
    '503',
  ];
  return {
    operationId: id,
    summary: route.summary,
    ...(rights === 'public'
      ? { security: route.uploads ? [{ request: [] }] : [] }
      : { security: [{ session: [] }], 'x-roles': rights }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: inputSchema(route.body) } } },
    }),
    ...(route.uploads && {
      requestBody: { required: true, content: Object.fromEntries(route.uploads.map((type) => [type, {}])) },
    }),
    responses: {
      [status]: { description: 'Done', ...answerContent(route.answer, id, answers) },
      ...(typeof route.answer === 'string' && fileAnswers(route.answer)),
      ...Object.fromEntries(failures.map((code) => [code, { $ref: '#/components/responses/Refusal' }])),
    },
  };
}

/** Files come whole or in part, and not at all to whoever has them; only what is made while it is sent comes always whole. */
function fileAnswers(type: string): Json {
  if (type === 'application/octet-stream') return {};
  return {
    '206': { description: 'The part that was asked for by `Range`', content: { [type]: {} } },
    '304': { description: 'What the browser has is still right (`If-None-Match`)' },
    '416': { description: 'There is no such part' },
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
