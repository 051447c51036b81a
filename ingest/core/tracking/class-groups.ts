/**
 * Classes that one object may be called from frame to frame. Detections and tracks of different groups are never the same object:
 * a van may be a car, a truck or a bus, but never a person. Names are those of COCO.
 */
const GROUP_OF: ReadonlyMap<string, string> = new Map([
  ['person', 'person'],
  ['bicycle', 'two-wheeler'],
  ['motorcycle', 'two-wheeler'],
  ['car', 'vehicle'],
  ['van', 'vehicle'],
  ['bus', 'vehicle'],
  ['truck', 'vehicle'],
  ['train', 'vehicle'],
  ['backpack', 'baggage'],
  ['handbag', 'baggage'],
  ['suitcase', 'baggage'],
  ['bird', 'animal'],
  ['cat', 'animal'],
  ['dog', 'animal'],
  ['horse', 'animal'],
  ['sheep', 'animal'],
  ['cow', 'animal'],
]);

/** The group of a class; one not listed is a group of its own. */
export function classGroup(className: string): string {
  return GROUP_OF.get(className) ?? className;
}

/** Whether a group's objects travel like vehicles. */
export function isVehicleGroup(group: string): boolean {
  return group === 'vehicle' || group === 'two-wheeler';
}

/** Running vote over what a track has been called; the weight of old votes fades, so that a long track may still be corrected. */
export interface ClassVote {
  /** Adds one detection's class with its score as weight. */
  add(className: string, weight: number): void;
  /** The class with most votes; ties go to the one that led before. */
  readonly className: string;
  /** Share of the votes for `className`, 0..1. */
  readonly share: number;
}

const FADE = 0.97;
/** A rival must lead by this much before the name changes: a name that flips is worse than one that is late. */
const LEAD = 1.15;

/** Starts a vote with the first class seen. */
export function createClassVote(first: string, weight: number): ClassVote {
  let leader = first;
  let leaderVotes = weight;
  let total = weight;
  // Nearly every track is called by one name only: the map exists for the others.
  let rivals: Map<string, number> | undefined;
  return {
    add(className, added) {
      total = total * FADE + added;
      leaderVotes *= FADE;
      if (rivals) for (const [name, votes] of rivals) rivals.set(name, votes * FADE);
      if (className === leader) {
        leaderVotes += added;
        return;
      }
      rivals ??= new Map();
      const votes = (rivals.get(className) ?? 0) + added;
      rivals.set(className, votes);
      if (votes <= leaderVotes * LEAD) return;
      rivals.delete(className);
      rivals.set(leader, leaderVotes);
      leader = className;
      leaderVotes = votes;
    },
    get className() {
      return leader;
    },
    get share() {
      return total > 0 ? leaderVotes / total : 1;
    },
  };
}
