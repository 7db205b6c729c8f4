/** Packets for tests: those public packets whose checksum is that of annex A, one whose logger computed Modbus, and constructed ones of every common command. */

/** Printed checksum and data segment, as found in public code. */
export const GOLDEN: readonly (readonly [printed: string, segment: string])[] = [
  ['1C80', 'QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&'],
  [
    '1DC0',
    'ST=32;CN=2011;PW=000000;MN=LD130133000015;CP=&&DataTime=20160824003817;011-Rtd=231.0,011-Flag=N;B01-Rtd=36.91;060-Rtd=1.803,060-Flag=N&&',
  ],
  [
    '5CC0',
    'QN=20200814151600001;ST=22;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=7;CP=&&DataTime=20200814151600;LA-td=50.1,LA-Flag=N;a34004-Rtd=207,a34004-Flag=N;a34002-Rtd=295,a34002-Flag=N;a01001-Rtd=12.6,a01001-Flag=N;a01002-Rtd=32,a01002-Flag=N;a01006-Rtd=101.02,a01006-Flag=N;a01007-Rtd=2.1,a01007-Flag=N;a01008-Rtd=120,a01008-Flag=N;a34001-Rtd=217,a34001-Flag=N;&&',
  ],
]

/** A vendor's packet with the Modbus sum, low byte first; not HJ 212. */
export const MODBUS_STYLE: readonly [printed: string, segment: string] = [
  '524F',
  'ST=31;CN=2011;PW=123456;MN=MP1;CP=&&DataTime=20210129152246;01-Rtd=8.764,01-ZsRtd=14.387;02-Rtd=9.933,02-ZsRtd=16.307;03-Rtd=86.131,03-ZsRtd=141.392;B02-Rtd=6015.213;S01-Rtd=13.893;S02-Rtd=2.491;S03-Rtd=44.586;S05-Rtd=0;S08-Rtd=53.796&&',
]

/** Whole packets; the checksums were computed by a second program. */
export const CONSTRUCTED: readonly (readonly [name: string, packet: string])[] = [
  [
    'upload real-time data, waste water',
    '##0231QN=20260305101500000;ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20260305101500;w01001-Rtd=7.35,w01001-Flag=N;w01018-Rtd=42.6,w01018-Flag=N;w21003-Rtd=1.52,w21003-Flag=N;w00000-Rtd=12.80,w00000-Flag=N&&8EC1\r\n',
  ],
  [
    'upload real-time data, stack gas (CEMS)',
    '##0343QN=20260305101600000;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20260305101600;a21026-Rtd=18.4,a21026-ZsRtd=21.0,a21026-Flag=N;a21002-Rtd=36.2,a21002-ZsRtd=41.3,a21002-Flag=N;a34013-Rtd=4.7,a34013-ZsRtd=5.4,a34013-Flag=N;a19001-Rtd=6.80,a19001-Flag=N;a01012-Rtd=88.5,a01012-Flag=N;a00000-Rtd=12560,a00000-Flag=N&&5880\r\n',
  ],
  [
    'upload minute data, VOC',
    '##0186QN=20260305102000000;ST=31;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20260305101000;a24088-Cou=0.021,a24088-Min=5.1,a24088-Avg=6.4,a24088-Max=8.0,a24088-Flag=N&&3B80\r\n',
  ],
  [
    'upload hourly data, waste water',
    '##0266QN=20260305110000000;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20260305100000;w01018-Cou=1.96,w01018-Min=38.0,w01018-Avg=42.1,w01018-Max=47.7,w01018-Flag=N;w00000-Cou=46.5,w00000-Min=10.9,w00000-Avg=12.9,w00000-Max=14.2,w00000-Flag=N&&F441\r\n',
  ],
  [
    'upload daily data, ambient air',
    '##0277QN=20260306000500000;ST=22;CN=2031;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20260305000000;a34004-Min=18,a34004-Avg=31,a34004-Max=55,a34004-Flag=N;a21026-Min=4,a21026-Avg=7,a21026-Max=13,a21026-Flag=N;a05024-Min=21,a05024-Avg=74,a05024-Max=132,a05024-Flag=N&&5880\r\n',
  ],
  [
    'host → field: set real-time interval',
    '##0101QN=20260305120000001;ST=32;CN=1062;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&6740\r\n',
  ],
  [
    'field → host: request response',
    '##0094QN=20260305120000001;ST=91;CN=9011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&QnRtn=1&&C241\r\n',
  ],
  [
    'field → host: operation result',
    '##0095QN=20260305120000001;ST=91;CN=9012;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&ExeRtn=1&&F881\r\n',
  ],
  [
    'host → field: data acknowledgement',
    '##0087QN=20260305101500000;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&8641\r\n',
  ],
  [
    'split packet 1 of 2',
    '##0153QN=20260305130000000;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=7;PNUM=2;PNO=1;CP=&&DataTime=20260305130000;a21026-Rtd=17.9,a21026-Flag=N&&E381\r\n',
  ],
]
