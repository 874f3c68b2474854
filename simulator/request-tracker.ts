import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type LocalServer, requirePackages, serve } from './servers.ts'

/** Request Tracker as Debian brings it, with a queue of a help desk. */
export interface RequestTracker extends LocalServer {
  readonly queue: string
  /** Tokens of the service's account, and of an analyst who works there. */
  readonly tokens: Readonly<Record<'service' | 'ana' | 'root', string>>
}

export interface Webhook {
  readonly url: string
  readonly secret: string
}

const PROGRAM = '/usr/share/request-tracker5/libexec/rt-server'
const SETUP = '/usr/sbin/rt-setup-database-5'
const QUEUE = 'Helpdesk'

/**
 * Starts one on a free port of loopback, with a store of its own; no mail leaves. It takes some ten seconds. `webhook`: it says
 * there that something changed.
 */
export async function startRequestTracker(webhook?: Webhook): Promise<RequestTracker> {
  requirePackages('request-tracker5')
  const folder = mkdtempSync(join(tmpdir(), 'desk-rt-'))
  for (const name of ['mason', 'sessions']) mkdirSync(join(folder, name))
  const port = await freePort()
  const config = join(folder, 'RT_SiteConfig.pm')
  writeFileSync(config, siteConfig(folder, port))
  writeFileSync(join(folder, 'seed.pl'), `${SEED}${webhook === undefined ? '' : scripOf(webhook)}\n1;\n`)
  writeFileSync(join(folder, 'password'), 'root-of-the-test')
  writeFileSync(join(folder, 'token.pl'), TOKEN)
  const env = { ...process.env, RT_SITE_CONFIG: config, RT_SITE_CONFIG_DIR: '/dev/null' }
  const run = (program: string, ...options: readonly string[]) =>
    execFileSync(program, options, { env, cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  run(SETUP, '--action', 'init', '--skip-create', '--root-password-file', join(folder, 'password'))
  run(SETUP, '--action', 'insert', '--datafile', join(folder, 'seed.pl'))
  const token = (user: string) => run('/usr/bin/perl', join(folder, 'token.pl'), user).trim()
  const tokens = { service: token('teams-desk'), ana: token('ana'), root: token('root') }
  const url = `http://127.0.0.1:${port}`
  const isReady = async () => {
    const headers = { authorization: `token ${tokens.service}` }
    const answer = await fetch(`${url}/REST/2.0/rt`, { headers }).catch(() => undefined)
    return answer?.ok === true
  }
  const options = ['--host', '127.0.0.1', '--port', String(port), '--workers', '2']
  // A group of its own (`detached`): its workers end with it.
  const start = () => spawn(PROGRAM, options, { env, cwd: folder, stdio: 'ignore', detached: true })
  // At SIGINT it would give its folders of the system to another user.
  const server = await serve(folder, url, isReady, start, { quit: 'SIGTERM', isGroup: true })
  return { ...server, queue: QUEUE, tokens }
}

/** Tokens are hashed with bcrypt at every request: the least that RT allows. */
function siteConfig(folder: string, port: number): string {
  const settings = {
    rtname: 'desk.test',
    Organization: 'desk.test',
    WebDomain: '127.0.0.1',
    WebPort: String(port),
    WebBaseURL: `http://127.0.0.1:${port}`,
    Timezone: 'UTC',
    BcryptCost: '4',
    DatabaseType: 'SQLite',
    DatabaseName: join(folder, 'rt.sqlite'),
    MailCommand: 'testfile',
    LogToSTDERR: 'error',
    MasonDataDir: join(folder, 'mason'),
    MasonSessionDir: join(folder, 'sessions'),
  }
  const lines = Object.entries(settings).map(([name, value]) => `Set($${name}, '${value}');`)
  return `${lines.join('\n')}\nSet($LogToSyslog, undef);\n1;\n`
}

/** What an administrator sets up once: see the README of the adapter. */
const SEED = `
our @Queues = ({ Name => '${QUEUE}', Description => 'Incidents of employees' });
our @Groups = ({ Name => 'Desk analysts' }, { Name => 'Desk service' });
our @Users = (
  { Name => 'teams-desk', RealName => 'Teams Service Desk', EmailAddress => 'teams-desk@example.com',
    Privileged => 1, MemberOf => ['Desk service'] },
  { Name => 'ana', RealName => 'Ana Analyst', EmailAddress => 'ana@example.com',
    Privileged => 1, MemberOf => ['Desk analysts'] },
  { Name => 'sophie', RealName => 'Sophie Martin', EmailAddress => 'sophie@example.com',
    Privileged => 1, MemberOf => ['Desk analysts'] },
  { Name => 'outsider', RealName => 'May Not Own', EmailAddress => 'outsider@example.com', Privileged => 1 },
);
sub of_ticket { my ($name, $type, @values) = @_;
  return { Name => $name, Type => $type, LookupType => 'RT::Queue-RT::Ticket', Queue => '${QUEUE}',
    Values => [ map { { Name => $_ } } @values ] } }
sub of_transaction { return { Name => $_[0], Type => 'FreeformSingle',
    LookupType => 'RT::Queue-RT::Ticket-RT::Transaction', Queue => '${QUEUE}' } }
our @CustomFields = (
  of_ticket('ExternalId', 'FreeformSingle'), of_ticket('Category', 'FreeformSingle'),
  of_ticket('Impact', 'SelectSingle', qw(Low Medium High)), of_ticket('Urgency', 'SelectSingle', qw(Low Medium High)),
  of_transaction('BotAuthor'), of_transaction('BotMessageId'),
);
sub rights { my ($group, @rights) = @_;
  return map { { GroupDomain => 'UserDefined', GroupId => $group, Queue => '${QUEUE}', Right => $_ } } @rights }
my @work = qw(SeeQueue ShowTicket ShowTicketComments CreateTicket ReplyToTicket CommentOnTicket ModifyTicket
  SeeCustomField ModifyCustomField);
our @ACL = (
  rights('Desk analysts', @work, qw(OwnTicket TakeTicket StealTicket ReassignTicket DeleteTicket)),
  rights('Desk service', @work, qw(ReassignTicket)),
  map { { GroupDomain => 'UserDefined', GroupId => 'Desk service', Right => $_ } } qw(AdminUsers),
);
`

/** A scrip of the queue, as the adapter's README shows it. */
function scripOf({ url, secret }: Webhook): string {
  return `
our @Scrips = ({ Description => 'Tell Teams', Queue => '${QUEUE}', Template => 'Blank', Stage => 'TransactionBatch',
  ScripCondition => 'User Defined', ScripAction => 'User Defined',
  CustomIsApplicableCode => 'return 1;', CustomPrepareCode => 'return 1;',
  CustomCommitCode => <<'END' });
use Digest::SHA;
use LWP::UserAgent;
my $body = '{"ticket":' . $self->TicketObj->id . '}';
LWP::UserAgent->new(timeout => 2)->post('${url}', 'Content-Type' => 'application/json', Content => $body,
  'X-Hub-Signature' => 'sha256=' . Digest::SHA::hmac_sha256_hex($body, '${secret}'));
return 1;
END
`
}

const TOKEN = `
use lib '/usr/share/request-tracker5/lib';
use RT -init;
use RT::AuthToken;
my $user = RT::User->new(RT->SystemUser);
$user->Load($ARGV[0]);
my ($done, $said, $token) = RT::AuthToken->new(RT->SystemUser)->Create(Owner => $user->id, Description => 'test');
die $said unless $done;
print $token;
`
