import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** CPU time so far, in ticks of the kernel. */
export interface CpuTimes {
  /** Of all processors, idle or not. */
  readonly total: number;
  readonly idle: number;
  /** Given to other machines by the hypervisor. */
  readonly steal: number;
  /** Of this process and all that it started. */
  readonly own: number;
}

/** Reads Linux's /proc; null on a system that has none. */
export function readCpuTimes(): CpuTimes | null {
  try {
    // First line: user nice system idle iowait irq softirq steal guest guest_nice, where guest time
    // is already in user time.
    const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '';
    const times = line.trim().split(/\s+/).slice(1, 9).map(Number);
    const [, , , idle = Number.NaN, waiting = Number.NaN, , , steal = Number.NaN] = times;
    if (times.some(Number.isNaN) || Number.isNaN(steal)) return null;
    const total = times.reduce((sum, time) => sum + time, 0);
    return { total, idle: idle + waiting, steal, own: ownTicks() };
  } catch {
    return null;
  }
}

interface Process {
  readonly parent: number;
  readonly ticks: number;
}

function ownTicks(): number {
  const self = Number(readlinkSync('/proc/self'));
  const processes = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? readProcess(name) : null;
    if (found) processes.set(Number(name), found);
  }
  const isOwn = (pid: number): boolean => {
    if (pid === self) return true;
    const parent = processes.get(pid)?.parent;
    return parent !== undefined && parent !== 0 && isOwn(parent);
  };
  return [...processes].reduce((sum, [pid, { ticks }]) => sum + (isOwn(pid) ? ticks : 0), 0);
}

// /proc/<pid>/stat: pid (name) state ppid … utime stime cutime cstime: fields 4 and 14 to 17. The
// name may hold anything, also brackets. Of ended children the parent keeps the time.
function readProcess(pid: string): Process | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), ticks };
  } catch {
    // It has ended in between.
    return null;
  }
}
