import { JSON_OPTION, type Command } from '../command';
import { ExitCode } from '../exitCode';
import { printable } from '../format';
import { writeJson } from '../json';

const DEFAULT_HOSTS = 'localhost,127.0.0.1,::1';
const DEFAULT_DAYS = 365;

/** Certificates for a pair, made by itself: enough for two hosts of one's own. */
export const certificates: Command = {
  name: 'certificates',
  description: [
    'Makes a certificate authority, and by it a certificate for an active and one for a passive. Each',
    'host needs ca.pem and the two files of its role. The key of the authority is not kept: nobody',
    'can make another certificate that this pair accepts.',
  ].join('\n'),
  positionals: [],
  options: [
    { name: 'out', value: 'DIR', help: 'the folder to make (default: certificates)' },
    {
      name: 'hosts',
      value: 'HOST,...',
      help: `names and IP addresses under which the passive is reached (default: ${DEFAULT_HOSTS})`,
    },
    { name: 'days', value: 'N', help: `how long they are valid (default: ${DEFAULT_DAYS})` },
    JSON_OPTION,
  ],
  examples: [
    { line: 'kemari certificates', explanation: 'for two processes on this machine' },
    {
      line: 'kemari certificates --hosts 10.0.0.2,standby.example',
      explanation: 'for a passive on another host',
    },
  ],

  async run(args, context) {
    const { out } = context.terminal;
    const folder = args.value('out') ?? 'certificates';
    const hosts = (args.value('hosts') ?? DEFAULT_HOSTS).split(',').map((host) => host.trim());
    if (hosts.some((host) => host === '')) throw args.error('--hosts has an empty name in it');
    const days = args.wholeNumber('days', 1) ?? DEFAULT_DAYS;
    const files = await context.makeCertificates({ folder, hosts, days });
    if (args.flag('json')) await writeJson(out, { folder, hosts, days, files });
    else await out.write(`${files.map(printable).join('\n')}\n`);
    return ExitCode.done;
  },
};
