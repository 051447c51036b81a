import type { Column } from './column.ts';
import { localText, type WallClock } from './local-time.ts';
import type { FileLanguage } from './texts.ts';

/** What a reader should know besides the rows: a sheet of its own, words and what they mean. */
export type Notes = { readonly sheet: string; readonly lines: readonly (readonly [string, string])[] };

type InBoth = Readonly<Record<FileLanguage, readonly [string, string]>>;

/** How to read columns, where a table has any of them. */
const READING: readonly { readonly of: readonly string[]; readonly told: InBoth }[] = [
  {
    of: ['counted', 'count', 'before_counted'],
    told: {
      vi: [
        'Số đếm',
        'Số hệ thống thực tế nhìn thấy, không bao giờ bị sửa. Lượt qua vạch không phải số xe: một xe qua hai vạch được tính hai lần.',
      ],
      en: [
        'Counts',
        'What was really seen; never changed. Crossings of lines are not vehicles: one that crosses two lines counts at both.',
      ],
    },
  },
  {
    of: ['observed_share', 'before_observed_share'],
    told: {
      vi: [
        'Tỷ lệ quan sát',
        'Phần thời gian camera thực sự theo dõi được trong thời gian đưa vào sử dụng, từ 0 đến 1. Không quan sát được không có nghĩa là bằng 0.',
      ],
      en: [
        'Observed share',
        'Share of the time in service that cameras really watched, 0 to 1. Not watched does not mean zero.',
      ],
    },
  },
  {
    of: ['estimated', 'before_estimated'],
    told: {
      vi: [
        'Ước tính và ±',
        'Số đếm được cộng với số có thể đã bỏ sót, suy ra từ cùng giờ, cùng thứ của các tuần trước và sau. ± là nửa độ rộng khoảng tin cậy 95 %. Để trống khi không đủ dữ liệu để so sánh. Không cộng các giá trị ± với nhau.',
      ],
      en: [
        'Estimated and ±',
        'Counted plus what was probably missed, from the same hour and weekday of the weeks before and after. ± is half the width of the 95 % interval. Empty where there is nothing to compare with. Values of ± do not add up.',
      ],
    },
  },
  {
    of: ['car_units'],
    told: {
      vi: ['Xe con quy đổi', 'Theo hệ số trong phần Cài đặt → Thống kê vào lúc lập tệp.'],
      en: ['Passenger-car units', 'By the factors of the planning settings when the file was made.'],
    },
  },
  {
    of: ['simulated'],
    told: {
      vi: ['Mô phỏng', 'Dòng có giá trị đúng (TRUE) là dữ liệu mô phỏng, không phải số liệu thực tế.'],
      en: ['Simulated', 'Rows with TRUE are made up, and say nothing about the real city.'],
    },
  },
];

const WORDS: Readonly<Record<FileLanguage, Readonly<Record<string, string>>>> = {
  vi: {
    sheet: 'Ghi chú',
    city: 'Thành phố',
    table: 'Bảng',
    asked: 'Nội dung đã hỏi',
    boundaries: 'Địa giới hành chính',
    ofThen: 'của thời kỳ đó',
    ofNow: 'hiện nay',
    times: 'Giờ trong bảng',
    local: 'giờ địa phương',
    made: 'Lập lúc',
  },
  en: {
    sheet: 'Notes',
    city: 'City',
    table: 'Table',
    asked: 'What was asked',
    boundaries: 'Boundaries',
    ofThen: 'those of the time',
    ofNow: 'those of today',
    times: 'Times',
    local: 'local time',
    made: 'Made at',
  },
};

/** Notes for a table. @param asked the period and the choices, as they are to be read */
export function notesOf(
  language: FileLanguage,
  {
    city,
    table,
    asked,
    boundaries,
    columns,
    timeZone,
    wall,
    madeAt,
  }: {
    readonly city: string;
    readonly table: string;
    readonly asked: string;
    readonly boundaries: 'then' | 'now';
    readonly columns: readonly Column[];
    readonly timeZone: string;
    readonly wall: WallClock;
    readonly madeAt: Date;
  },
): Notes {
  const word = (name: string): string => WORDS[language][name] ?? name;
  const names = new Set(columns.map(({ name }) => name));
  return {
    sheet: word('sheet'),
    lines: [
      [word('city'), city],
      [word('table'), table],
      [word('asked'), asked],
      [word('boundaries'), word(boundaries === 'now' ? 'ofNow' : 'ofThen')],
      [word('times'), `${word('local')} (${timeZone})`],
      [word('made'), `${localText(wall, madeAt)}, CityWatch`],
      ...READING.filter(({ of }) => of.some((name) => names.has(name))).map(({ told }) => told[language]),
    ],
  };
}
