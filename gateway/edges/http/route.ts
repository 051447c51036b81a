import type { z } from 'zod';
import type { Account, Role } from '../../../contracts/api.ts';
import type { Scope } from '../../../store/scope.ts';

/** Who sends a request. */
export type Caller = {
  readonly account: Account;
  /** What they may see: every read of the store takes it. */
  readonly scope: Scope;
  /** Number of the session; its token changes. */
  readonly sessionId: number;
};

/** What a handler gives back; without a body 204. */
export type Reply<Body> = {
  readonly status?: 200 | 201 | 204;
  readonly body?: Body;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A file as an answer: sent in parts, with ETag (its sha256), Range and 304 as browsers ask for. */
export type FileReply = {
  readonly mime: string;
  readonly sha256: Buffer;
  /** Bytes. */
  readonly size: number;
  /** Name under which the browser keeps it; left out: it is shown. ASCII without quotes. */
  readonly saveAs?: string;
  /** When a picture was taken, where that is known. */
  readonly takenAt?: Date | null;
  /** At most `length` bytes from `start` on. */
  readonly read: (start: number, length: number) => Promise<Buffer>;
};

/** A file that is made while it is sent; how long it gets is not known before. */
export type StreamReply = {
  readonly mime: string;
  /** What the browser saves it as. */
  readonly fileName: string;
  readonly parts: AsyncIterable<Uint8Array | string>;
};

/** A body that is no JSON: read only when the handler wants it. */
export type Upload = {
  /** Media type without parameters. */
  readonly type: string;
  /** Token of the header `Authorization: Bearer …`, or null. */
  readonly bearer: string | null;
  readonly header: (name: string) => string | null;
  /** All of it. Throws the ApiFault `too-large` beyond `limitBytes`. */
  readonly read: (limitBytes: number) => Promise<Buffer>;
};

/** What a handler gets: everything already checked against the route's schemas. */
export type RouteInput<P, Q, B, C> = {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly caller: C;
  /** Address of the client, behind trusted proxies the one they tell. */
  readonly address: string;
  /** Value of the session's cookie, if any. */
  readonly token: string | null;
  /** From which byte on a file is asked for; 0: from its beginning. */
  readonly rangeStart: number;
  readonly upload: Upload;
  readonly signal: AbortSignal;
};

type Description = {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Express form: `/api/alerts/:id`. */
  readonly path: string;
  /** One line for the documentation. */
  readonly summary: string;
  /** Largest body, bytes; 64 KiB when left out. */
  readonly bodyLimitBytes?: number;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Media types of a body that is no JSON. */
  readonly uploads?: readonly string[];
  /** Schema of a JSON answer, the media type of a file, or null for an answer without a body. */
  readonly answer: z.ZodType | string | null;
  readonly status?: 200 | 201 | 204;
};

/**
 * One entry of the route table: method, path, rights, schemas and handler in one place, so that what is enforced, what is
 * done and what is documented cannot differ.
 */
export type Route = Description & {
  /** `public`: nobody needs to be signed in; else the roles that may. */
  readonly rights: 'public' | readonly Role[];
  readonly handle: (
    input: RouteInput<unknown, unknown, unknown, Caller | null>,
  ) => Promise<Reply<unknown> | FileReply | StreamReply | void>;
};

type Answer<A> = A extends z.ZodType
  ? Reply<z.input<A>>
  : A extends string
    ? FileReply | StreamReply
    : void | Reply<never>;

type Typed<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A, C> = Omit<
  Description,
  'params' | 'query' | 'body' | 'answer'
> & {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: A;
  readonly handle: (input: RouteInput<z.output<P>, z.output<Q>, z.output<B>, C>) => Promise<Answer<A>>;
};

/** A route for people who are signed in with one of these roles. The handler's types follow from the schemas. */
export function route<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType | string | null,
>(definition: Typed<P, Q, B, A, Caller> & { readonly rights: readonly Role[] }): Route {
  // serve-routes.ts gives a handler only what passed the schemas named beside it, and a caller where rights are asked.
  return definition as unknown as Route;
}

/** A route for anybody. */
export function publicRoute<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType | string | null,
>(definition: Typed<P, Q, B, A, null>): Route {
  return { ...definition, rights: 'public' } as unknown as Route;
}

/** Everybody who is signed in. */
export const ANYBODY: readonly Role[] = ['operator', 'police', 'planner', 'admin'];
/** Those who deal with alerts. */
export const RESPONDERS: readonly Role[] = ['operator', 'police', 'admin'];
export const ADMINS: readonly Role[] = ['admin'];
