/** Numbers from `first` to `last`, both included. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** How far one epoch of one agent's numbered readings is dealt with. Never changed, only replaced. */
export interface LedgerPage {
  /** Everything up to here is dealt with. */
  readonly upTo: number;
  /** Dealt with beyond a gap; rising, apart from each other and from `upTo`. */
  readonly beyond: readonly NumberRange[];
  /** How often the lowest range beyond the gap has come again. */
  readonly gapRepeats: number;
}

/** Ranges remembered beyond a gap; numbers beyond that are dealt with again when they come again, which harms nobody. */
const MOST_RANGES = 64;
/**
 * An agent sends again from its oldest unconfirmed reading on. When what lies beyond a gap has come so often without
 * the gap being filled, the agent does not have those readings: its store was full, or the database was set back.
 */
const REPEATS_OF_LOST = 3;

/** Nothing dealt with beyond `upTo`. */
export function ledgerPage(upTo: number): LedgerPage {
  return { upTo, beyond: [], gapRepeats: 0 };
}

/**
 * Takes the numbers of one message, in any order, into the page.
 *
 * @param redelivered the broker sent the message again, not the agent: that says nothing about what the agent still has.
 */
export function dealWith(page: LedgerPage, seqs: readonly number[], redelivered: boolean): LedgerPage {
  const lowest = page.beyond[0];
  const rest = seqs.filter((seq) => seq > page.upTo);
  if (rest.length === 0) return page;
  const repeated = !redelivered && lowest !== undefined && rest.includes(lowest.first);
  const ranges = mergeRanges([...page.beyond, ...rangesOf(rest)]);
  let { upTo } = page;
  let gapRepeats = repeated ? page.gapRepeats + 1 : page.gapRepeats;
  if (ranges[0] && ranges[0].first > upTo + 1 && gapRepeats >= REPEATS_OF_LOST) upTo = ranges[0].first - 1;
  while (ranges[0] && ranges[0].first <= upTo + 1) {
    upTo = Math.max(upTo, ranges[0].last);
    ranges.shift();
    gapRepeats = 0;
  }
  return { upTo, beyond: ranges.slice(0, MOST_RANGES), gapRepeats };
}

function rangesOf(seqs: readonly number[]): NumberRange[] {
  return seqs.map((seq) => ({ first: seq, last: seq }));
}

/** Sorted, with touching and overlapping ranges made one. */
function mergeRanges(ranges: readonly NumberRange[]): NumberRange[] {
  const merged: NumberRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    const last = merged.at(-1);
    if (last && range.first <= last.last + 1) {
      merged[merged.length - 1] = { first: last.first, last: Math.max(last.last, range.last) };
    } else merged.push(range);
  }
  return merged;
}

/** One message's numbers. */
export interface NumberedMessage {
  readonly agentId: string;
  readonly epoch: string;
  readonly seqs: readonly number[];
  readonly redelivered: boolean;
}

/** How far an epoch of an agent is dealt with. */
export interface LedgerMark {
  readonly agentId: string;
  readonly epoch: string;
  readonly upTo: number;
}

/** What a batch of messages would change, to be committed in the same transaction as their readings. */
export interface LedgerEntry {
  /** Epochs that got further. */
  readonly marks: readonly LedgerMark[];
  /** For every agent that sent something: how far it is, whether it got further or not. */
  readonly notices: readonly LedgerMark[];
  /** The transaction is committed: the ledger takes the change over. */
  readonly commit: () => void;
}

/** All agents' pages. */
export interface Ledger {
  readonly enter: (messages: readonly NumberedMessage[]) => LedgerEntry;
  /** Whether all these readings are committed or refused already. */
  readonly isDealtWith: (agentId: string, epoch: string, seqs: readonly number[]) => boolean;
}

/** Epochs remembered per agent; an agent begins a new one when its disk is made anew. */
const MOST_EPOCHS = 16;

/** Makes a ledger that knows what the store knows. */
export function createLedger(marks: readonly LedgerMark[]): Ledger {
  const agents = new Map<string, Map<string, LedgerPage>>();
  for (const { agentId, epoch, upTo } of marks) pagesOf(agentId).set(epoch, ledgerPage(upTo));

  function pagesOf(agentId: string): Map<string, LedgerPage> {
    let pages = agents.get(agentId);
    if (!pages) {
      pages = new Map();
      agents.set(agentId, pages);
    }
    return pages;
  }

  return {
    enter(messages) {
      const changed = new Map<string, { readonly mark: NumberedMessage; page: LedgerPage; readonly before: number }>();
      for (const message of messages) {
        const key = `${message.agentId}/${message.epoch}`;
        const before = pagesOf(message.agentId).get(message.epoch) ?? ledgerPage(0);
        const entry = changed.get(key) ?? { mark: message, page: before, before: before.upTo };
        entry.page = dealWith(entry.page, message.seqs, message.redelivered);
        changed.set(key, entry);
      }
      const notices = [...changed.values()].map(({ mark: { agentId, epoch }, page, before }) => ({
        agentId,
        epoch,
        upTo: page.upTo,
        before,
      }));
      return {
        marks: notices.filter(({ upTo, before }) => upTo > before),
        notices,
        commit() {
          for (const { mark, page } of changed.values()) {
            const pages = pagesOf(mark.agentId);
            // The epoch spoken of last is the youngest.
            pages.delete(mark.epoch);
            pages.set(mark.epoch, page);
            for (const epoch of pages.keys()) {
              if (pages.size <= MOST_EPOCHS) break;
              pages.delete(epoch);
            }
          }
        },
      };
    },
    isDealtWith(agentId, epoch, seqs) {
      const page = agents.get(agentId)?.get(epoch);
      return page !== undefined && seqs.every((seq) => seq <= page.upTo);
    },
  };
}
