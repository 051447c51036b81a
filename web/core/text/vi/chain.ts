import type { ChainTrouble } from '../../../../contracts/push.ts';

/** What does not work behind the connection: what it means for whoever looks at the screen. */
export const chain = {
  sign: 'Có sự cố',
  none: 'Không biết có cảnh báo hay không',
  noneLead: 'Hệ thống đang có sự cố, xem dòng đỏ phía trên. Cảnh báo đến sau khi khắc phục.',
  since: {
    database: (time: string) => `Cơ sở dữ liệu không trả lời từ ${time}`,
    judging: (time: string) => `Không xét được quy tắc từ ${time}`,
    perceiving: (time: string) => `Không nhận dạng được hình camera từ ${time}`,
    broker: (time: string) => `Mất liên lạc với các trạm biên từ ${time}`,
  } satisfies Record<ChainTrouble['is'], (time: string) => string>,
  lead: {
    database: 'Cảnh báo mới chưa hiện được, thao tác chưa lưu được. Báo kỹ thuật nếu kéo dài.',
    judging: 'Không có cảnh báo mới dù có sự việc; sự việc vẫn được ghi và sẽ xét sau. Báo kỹ thuật.',
    perceiving: 'Không phát hiện được người và xe; hình trực tiếp vẫn xem được. Báo kỹ thuật.',
    broker: 'Số đo đến muộn, không mở được hình trực tiếp và đoạn phim. Báo kỹ thuật nếu kéo dài.',
  } satisfies Record<ChainTrouble['is'], string>,
};
