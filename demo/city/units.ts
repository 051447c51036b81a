import type { Unit } from '../../contracts/units.ts';

function unit(id: string, nameVi: string, nameEn: string, more: Partial<Unit> = {}): Unit {
  return { id, nameVi, nameEn, areaId: null, phone: null, endedAt: null, ...more };
}

/** Whom the demo's operations centre can send. */
export const UNITS: readonly Unit[] = [
  unit('police-113', 'Cảnh sát 113', 'Police 113', { phone: '113' }),
  unit('cong-an-vinh-yen', 'Công an phường Vĩnh Yên', 'Vinh Yen Ward Police', { areaId: 'phuong-vinh-yen' }),
  unit('cong-an-vinh-phuc', 'Công an phường Vĩnh Phúc', 'Vinh Phuc Ward Police', { areaId: 'phuong-vinh-phuc' }),
  unit('traffic-police', 'Cảnh sát giao thông', 'Traffic police'),
  unit('fire-rescue', 'Cứu hoả, cứu nạn', 'Fire and rescue', { phone: '114' }),
  unit('ambulance', 'Cấp cứu 115', 'Ambulance 115', { phone: '115' }),
  unit('urban-order', 'Đội trật tự đô thị', 'Urban order team'),
  unit('drainage', 'Thoát nước đô thị', 'City drainage'),
  unit('technicians', 'Kỹ thuật camera', 'Camera technicians'),
];
