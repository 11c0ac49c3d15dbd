/**
 * The layouts of the emulator's device models: which position of a state array holds what, under the
 * names that the devices' own documentation uses (16550, 8254, 8237, MC146818, DP8390, ATA, VGA).
 *
 * The order is the machine's order. Positions were read from each model's `get_state`; a test
 * compares them with the source of the functions as they run.
 */
import type { V86Cpu, V86Device } from './v86Types';
import {
  bytes,
  deviceLayout,
  nested,
  scalar,
  scalars,
  vector,
  type DeviceLayout,
  type Slot,
} from './deviceLayout';

/** One device: its layout, and how to find, read and write it in a running machine. */
export interface DeviceTable {
  readonly layout: DeviceLayout;
  /** The object that the emulator's I/O ports name as theirs; undefined if none does. */
  owner(cpu: V86Cpu): unknown;
  read(cpu: V86Cpu): unknown[];
  write(cpu: V86Cpu, state: unknown[]): void;
}

/** A device that gives and takes its state by itself. */
function device(
  name: string,
  find: (devices: V86Cpu['devices']) => V86Device,
  ...slots: readonly (Slot | readonly Slot[])[]
): DeviceTable {
  return {
    layout: deviceLayout(name, slots.flat()),
    owner: (cpu) => find(cpu.devices),
    read: (cpu) => find(cpu.devices).get_state(),
    write: (cpu, state) => find(cpu.devices).set_state(state),
  };
}

const PCI_CONFIGURATION = 256;
/** A 256-sector transfer with LBA28, in sectors of a CD. */
const ATA_BUFFER = 256 * 2048;

const ATA_DRIVE: readonly Slot[] = [
  ...scalars(
    [0, 'sector_count'],
    [2, 'lba_high'],
    [3, 'lba_mid'],
    [18, 'lba_low'],
    [9, 'device'],
    [10, 'error'],
    [15, 'features'],
    [23, 'status'],
    [25, 'command'],
    [27, 'packet_command'],
    [11, 'head'],
    [14, 'is_lba'],
    [13, 'is_packet_device'],
    [1, 'geometry.cylinders'],
    [12, 'geometry.heads'],
    [22, 'geometry.sectors_per_track'],
    [19, 'geometry.sectors'],
    [20, 'geometry.sector_bytes'],
    [21, 'sectors_per_interrupt'],
    [24, 'write_offset'],
    [4, 'buffer.position'],
    [17, 'buffer.length'],
    [26, 'buffer.end'],
  ),
];

/** Only where a drive is: without one the buffer is never written. */
const ATA_DATA: Slot = bytes(16, 'buffer.data', ATA_BUFFER);

const ATA_CHANNEL: readonly Slot[] = [
  ...nested(0, 'master', [...ATA_DRIVE, ATA_DATA]),
  ...nested(1, 'slave', ATA_DRIVE),
  ...scalars(
    [2, 'command_base'],
    [5, 'control_base'],
    [3, 'irq'],
    [8, 'device_control'],
    [11, 'master_selected'],
    [12, 'bus_master.command'],
    [10, 'bus_master.status'],
    [9, 'bus_master.prdt'],
  ),
];

const FLOPPY_DRIVE: readonly Slot[] = scalars(
  [0, 'type'],
  [1, 'tracks'],
  [2, 'heads'],
  [3, 'sectors'],
  [4, 'track'],
  [5, 'head'],
  [6, 'sector'],
  [7, 'perpendicular'],
  [8, 'read_only'],
  [9, 'media_changed'],
);

/** The 16550 and its input queue, which the emulator leaves out of its state. */
const UART: DeviceTable = {
  layout: deviceLayout('uart.0', [
    ...scalars(
      [5, 'ier'],
      [6, 'iir'],
      [4, 'fcr'],
      [2, 'lcr'],
      [7, 'mcr'],
      [3, 'lsr'],
      [8, 'msr'],
      [9, 'scr'],
      [1, 'divisor'],
      [0, 'pending_interrupts'],
      [10, 'irq'],
    ),
    bytes(11, 'receive_queue', 1 << 20),
  ]),
  owner: (cpu) => cpu.devices.uart0,
  read: ({ devices: { uart0 } }) => [...uart0.get_state(), Uint8Array.from(uart0.input)],
  write({ devices: { uart0 } }, state) {
    const [input] = state.splice(11, 1);
    uart0.set_state(state);
    uart0.input = [...(input as Uint8Array)];
  },
};

/** The A20 gate's port, a variable that no device has. */
const PORT_92: DeviceTable = {
  layout: deviceLayout('port92', [scalar(0, 'value')]),
  owner: () => undefined,
  read: (cpu) => [cpu.io.ports[0x92].read8()],
  write: (cpu, state) => cpu.io.ports[0x92].write8(Number(state[0])),
};

/** QEMU's firmware configuration interface, of which the emulator has a small part. */
const FW_CFG: DeviceTable = {
  layout: deviceLayout('fw_cfg', [scalar(0, 'position'), bytes(1, 'value', 1 << 20)]),
  owner: () => undefined,
  read: (cpu) => [cpu.fw_pointer, Uint8Array.from(cpu.fw_value)],
  write(cpu, state) {
    cpu.fw_pointer = Number(state[0]);
    cpu.fw_value = state[1] as Uint8Array;
  },
};

const VGA_MEMORY = 256 * 1024;

/** All devices that are not part of the CPU's own state, in the machine's order. */
export const DEVICE_TABLES = [
  device(
    'pit',
    (devices) => devices.pit,
    vector(2, 'counters.*.mode', 'u8', 4),
    vector(6, 'counters.*.reload', 'u16', 3),
    vector(1, 'counters.*.enabled', 'u8', 4),
    vector(8, 'counters.*.start_value', 'u16', 3),
    vector(7, 'counters.*.start_time_ms', 'f64', 3),
    vector(3, 'counters.*.access_mode', 'u8', 4),
    vector(0, 'counters.*.next_is_low_byte', 'u8', 4),
    vector(4, 'counters.*.latched_bytes', 'u8', 4),
    vector(5, 'counters.*.latch', 'u16', 3),
  ),
  device(
    'rtc',
    (devices) => devices.rtc,
    scalars(
      [0, 'index'],
      [8, 'register_a'],
      [9, 'register_b'],
      [10, 'register_c'],
      [14, 'diagnostic_status'],
      [11, 'nmi_disabled'],
      [2, 'time_ms'],
      [3, 'last_update_ms'],
      [6, 'periodic.enabled'],
      [7, 'periodic.interval_ms'],
      [4, 'periodic.next_ms'],
      [5, 'alarm.next_ms'],
      [12, 'update.enabled'],
      [13, 'update.next_ms'],
    ),
    bytes(1, 'cmos', 128),
  ),
  device(
    'dma',
    (devices) => devices.dma,
    vector(2, 'channels.*.address', 'u16', 8),
    vector(3, 'channels.*.base_address', 'u16', 8),
    vector(4, 'channels.*.count', 'u16', 8),
    vector(5, 'channels.*.base_count', 'u16', 8),
    vector(0, 'channels.*.page', 'u8', 8),
    vector(1, 'channels.*.page_high', 'u8', 8),
    vector(6, 'channels.*.mask', 'u8', 8),
    vector(7, 'channels.*.mode', 'u8', 8),
    scalar(8, 'flip_flop'),
  ),
  device(
    'pci',
    (devices) => devices.pci,
    vector(256, 'config_address.*', 'u8', 4),
    vector(257, 'config_value.*', 'u8', 4),
    vector(258, 'response.*', 'u8', 4),
    vector(259, 'status.*', 'u8', 4),
    bytes(0, 'functions.00:00.0.config', PCI_CONFIGURATION, 'i32'),
    bytes(8, 'functions.00:01.0.config', PCI_CONFIGURATION, 'i32'),
    bytes(40, 'functions.00:05.0.config', PCI_CONFIGURATION, 'i32'),
    bytes(144, 'functions.00:12.0.config', PCI_CONFIGURATION, 'i32'),
    bytes(240, 'functions.00:1e.0.config', PCI_CONFIGURATION, 'i32'),
  ),
  PORT_92,
  FW_CFG,
  UART,
  device(
    'parallel.0',
    (devices) => devices.parallel0,
    scalars([0, 'data'], [1, 'status'], [2, 'control'], [3, 'latched_status']),
  ),
  device(
    'ps2',
    (devices) => devices.ps2,
    scalars(
      [20, 'command_register'],
      [23, 'output_port'],
      [15, 'last_byte'],
      [21, 'reading.output_register'],
      [22, 'reading.command_register'],
      [24, 'reading.output_port'],
      [6, 'keyboard.present'],
      [7, 'keyboard.enabled'],
      [10, 'keyboard.expects_leds'],
      [11, 'keyboard.expects_scan_code_set'],
      [12, 'keyboard.expects_rate'],
      [2, 'mouse.present'],
      [1, 'mouse.enabled'],
      [0, 'mouse.streaming'],
      [8, 'mouse.expects_command'],
      [9, 'mouse.expects_sample_rate'],
      [13, 'mouse.expects_resolution'],
      [16, 'mouse.sample_rate'],
      [17, 'mouse.resolution'],
      [18, 'mouse.scaling2'],
      [3, 'mouse.delta_x'],
      [4, 'mouse.delta_y'],
      [5, 'mouse.buttons'],
      [25, 'mouse.id'],
      [26, 'mouse.detection'],
      [27, 'mouse.after_reset'],
    ),
  ),
  device('vmmouse', (devices) => devices.vmware, scalars([0, 'enabled'], [1, 'absolute'])),
  device(
    'fdc',
    (devices) => devices.fdc,
    scalars(
      [19, 'sra'],
      [20, 'srb'],
      [21, 'dor'],
      [22, 'tdr'],
      [23, 'msr'],
      [24, 'dsr'],
      [34, 'st0'],
      [35, 'st1'],
      [25, 'command.phase'],
      [26, 'command.code'],
      [27, 'command.flags'],
      [29, 'command.position'],
      [30, 'command.remaining'],
      [32, 'response.position'],
      [33, 'response.length'],
      [36, 'selected_drive'],
      [37, 'reset_senses'],
      [38, 'locked'],
      [39, 'step_rate'],
      [40, 'head_load_time'],
      [41, 'configuration'],
      [42, 'precompensation_track'],
      [43, 'end_of_track'],
    ),
    bytes(28, 'command.bytes', 17),
    bytes(31, 'response.bytes', 15),
    nested(44, 'drives.0', FLOPPY_DRIVE),
    nested(45, 'drives.1', FLOPPY_DRIVE),
  ),
  device('ide.0', (devices) => devices.ide.primary, ATA_CHANNEL),
  device('ide.1', (devices) => devices.ide.secondary, ATA_CHANNEL),
  device(
    'ne2k',
    (devices) => devices.net,
    scalars(
      [2, 'cr'],
      [0, 'isr'],
      [1, 'imr'],
      [3, 'dcr'],
      [12, 'rcr'],
      [13, 'tcr'],
      [14, 'tsr'],
      [8, 'pstart'],
      [11, 'pstop'],
      [10, 'bnry'],
      [9, 'curr'],
      [6, 'tpsr'],
      [5, 'tbcr'],
      [7, 'rsar'],
      [4, 'rbcr'],
    ),
    vector(15, 'mac.*', 'u8', 6),
    bytes(16, 'memory', 32768),
  ),
  device(
    'sb16',
    (devices) => devices.sb16,
    scalars(
      [3, 'dsp.command'],
      [4, 'dsp.command_bytes'],
      [2, 'dsp.last_value'],
      [8, 'dsp.test_register'],
      [9, 'dsp.high_speed'],
      [10, 'dsp.stereo'],
      [11, 'dsp.is_16_bit'],
      [12, 'dsp.signed'],
      [7, 'dsp.speaker_on'],
      [27, 'dsp.sampling_rate'],
      [28, 'dsp.bytes_per_sample'],
      [29, 'dsp.e2_value'],
      [30, 'dsp.e2_count'],
      [33, 'mpu.last_value'],
      [15, 'dma.samples'],
      [16, 'dma.bytes'],
      [17, 'dma.bytes_left'],
      [18, 'dma.block_bytes'],
      [19, 'dma.irq'],
      [20, 'dma.channel'],
      [21, 'dma.channel_8_bit'],
      [22, 'dma.channel_16_bit'],
      [23, 'dma.auto_initialize'],
      [25, 'dma.waiting'],
      [26, 'dma.paused'],
      [34, 'irq'],
      [5, 'mixer.index'],
    ),
    bytes(35, 'irq_triggered', 16),
    bytes(6, 'mixer.registers', 256),
    bytes(31, 'asp.registers', 256),
    bytes(24, 'dma.buffer', 65536),
  ),
  device(
    'vga',
    (devices) => devices.vga,
    scalars(
      [35, 'miscellaneous_output'],
      [36, 'input_status_1'],
      [9, 'graphical_mode'],
      [4, 'text.columns'],
      [5, 'text.rows'],
      [1, 'cursor.address'],
      [2, 'cursor.first_scan_line'],
      [3, 'cursor.last_scan_line'],
      [22, 'crtc.index'],
      [17, 'crtc.mode'],
      [8, 'crtc.start_address'],
      [45, 'crtc.start_address_latched'],
      [34, 'crtc.maximum_scan_line'],
      // Also at position 42; the model takes this one last.
      [53, 'crtc.offset'],
      [47, 'crtc.horizontal_display_enable_end'],
      [48, 'crtc.horizontal_blank_start'],
      [49, 'crtc.vertical_display_enable_end'],
      [50, 'crtc.vertical_blank_start'],
      [51, 'crtc.underline_location'],
      [52, 'crtc.preset_row_scan'],
      [60, 'crtc.line_compare'],
      [26, 'sequencer.index'],
      [27, 'sequencer.plane_write_mask'],
      [28, 'sequencer.memory_mode'],
      [59, 'sequencer.clocking_mode'],
      [63, 'sequencer.character_map_select'],
      [64, 'sequencer.font_pages_enabled'],
      [29, 'graphics.index'],
      [30, 'graphics.read_plane'],
      [31, 'graphics.mode'],
      [32, 'graphics.rotate'],
      [33, 'graphics.bit_mask'],
      [14, 'graphics.miscellaneous'],
      [12, 'graphics.color_compare'],
      [13, 'graphics.color_dont_care'],
      [43, 'graphics.set_reset'],
      [44, 'graphics.set_reset_enable'],
      [11, 'graphics.latch'],
      [41, 'attribute.index'],
      [55, 'attribute.mode'],
      [54, 'attribute.palette_source'],
      [56, 'attribute.plane_enable'],
      [57, 'attribute.horizontal_panning'],
      [58, 'attribute.color_select'],
      [7, 'dac.state'],
      [23, 'dac.write_index'],
      [24, 'dac.read_index'],
      [62, 'dac.mask'],
      [37, 'dispi.index'],
      [38, 'dispi.enable'],
      [18, 'svga.enabled'],
      [0, 'svga.memory_bytes'],
      [15, 'svga.width'],
      [16, 'svga.height'],
      [19, 'svga.bits_per_pixel'],
      [20, 'svga.bank_offset'],
      [21, 'svga.offset'],
    ),
    vector(46, 'crtc.registers.*', 'u8', 25),
    vector(25, 'attribute.palette.*', 'u8', 16),
    bytes(10, 'dac.palette', 1024, 'i32'),
    bytes(6, 'memory', VGA_MEMORY),
    bytes(39, 'svga.memory', VGA_MEMORY),
    bytes(61, 'pixel_buffer', 2 * VGA_MEMORY),
  ),
] as const satisfies readonly DeviceTable[];
