import type { Dictionary } from '../dictionary.ts';

/** What the figures are counted by: holidays, passenger-car units, seasons. */
export const planning: Dictionary['planning'] = {
  holidays: 'Public holidays',
  holidaysLead:
    'Holidays tell nothing of what is usual; they are compared with Sundays when something unusual is looked for and when what was not observed is estimated, and left out of comparisons. After saving, the usual is learned anew within minutes.',
  year: 'Year',
  earlier: 'Year before',
  later: 'Year after',
  noneInYear: (year) =>
    `No holidays are entered for ${year}: Tết and days off count as ordinary days and are told as unusual.`,
  offer: (year) => `Enter the public holidays of ${year}`,
  offerLead:
    'By the Labour Code, with days in lieu of Saturdays and Sundays. Tết and the Hùng Kings’ day follow the lunar calendar. Correct them by what is announced for the year.',
  add: 'Add another holiday',
  nameVi: 'Vietnamese name',
  nameEn: 'English name',
  from: 'First day',
  to: 'Last day',
  days: (n) => (n === '1' ? '1 day' : `${n} days`),
  backwards: 'The last day must come after the first, at most 60 days later.',
  drop: (name) => `Remove ${name}`,
  carUnits: 'Passenger-car units (PCU)',
  carUnitsLead:
    'How many cars each vehicle counts for. Use the factors of the standard you work by. Empty: not counted.',
  seasons: 'Seasons',
  seasonsLead: 'Each month belongs to exactly one season. Choosing a month for one takes it from another.',
  addSeason: 'Add season',
  months: (season) => `Months of ${season}`,
  newSeason: 'New season',
  schedule: 'Monthly reports by themselves',
  scheduleLead:
    'On the first of each month, as soon as it is known how much of the month before was observed, its reports are made. They are found under Export on the statistics pages.',
  scheduleOn: 'Make reports each month',
  scheduleLanguages: 'Languages',
  scheduleOf: 'Of what',
};
