#include "cli/live.h"
#include "export/export.h"
#include "scenario/session.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Our client at a real server. */

enum { READ_SIZE = 16 * 1024 };

typedef struct {
    CliLiveOptions live;
    char *send;    /* "-": standard input */
    int idle;      /* seconds */
    char *session; /* file of tickets; NULL: none are kept */
} ConnectOptions;

static void connect_options_clear (ConnectOptions *o)
{
    cli_live_options_clear (&o->live);
    g_free (o->send);
    g_free (o->session);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ConnectOptions, connect_options_clear)

typedef struct {
    const ConnectOptions *options;
    const char *name; /* of the peer, as typed */
    Scenario *scenario;
    int64_t started;
    GMainLoop *loop;
    ControlLive *live;
    GSource *input; /* standard input, while it is waited for */
    bool input_ended;
    int status;
} Session;

static bool reads_input (const ConnectOptions *o)
{
    return g_strcmp0 (o->send, "-") == 0;
}

/* ---- What is said and heard ---- */

/* The answer goes to stdout. Once it has begun, a short silence is its end for one who has nothing
 * more to ask. */
static void on_answer (ControlLive *live, BaseSpan data, void *user_data)
{
    Session *s = user_data;
    if (fwrite (data.data, 1, data.size, stdout) != data.size || fflush (stdout) != 0) {
        s->status = cli_fail (CLI_OUTSIDE, "stdout: %s", g_strerror (errno));
        control_live_stop (live);
    }
    if (!reads_input (s->options))
        control_live_set_patience (live, (unsigned)s->options->idle);
}

/* The end of the input is a goodbye: the server may still finish its answer. */
static void end_input (Session *s)
{
    s->input_ended = true;
    control_live_set_patience (s->live, (unsigned)s->options->live.timeout);
    control_live_close (s->live);
}

static gboolean on_input (int descriptor, GIOCondition condition, void *user_data)
{
    Session *s = user_data;
    uint8_t buffer[READ_SIZE];
    ssize_t size = read (descriptor, buffer, sizeof buffer);
    g_clear_pointer (&s->input, g_source_unref);
    if (size > 0)
        control_live_send (s->live, base_span (buffer, (size_t)size));
    else
        end_input (s);
    return G_SOURCE_REMOVE;
}

/* The next piece of the input is read when the last one has left. Who types has all the time in the
 * world. */
static void on_said (ControlLive *live, void *user_data)
{
    Session *s = user_data;
    if (!reads_input (s->options) || s->input != NULL || s->input_ended)
        return;
    control_live_set_patience (live, 0);
    s->input = g_unix_fd_source_new (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR);
    g_source_set_callback (s->input, G_SOURCE_FUNC (on_input), s, NULL);
    g_source_attach (s->input, NULL);
}

static void on_end (ControlLive *live, void *user_data)
{
    Session *s = user_data;
    int status = cli_live_report (live, s->scenario, "", s->options->live.trace, s->started);
    if (s->status == CLI_OK)
        s->status = status;
    if (s->input != NULL)
        g_source_destroy (s->input);
    g_clear_pointer (&s->input, g_source_unref);
    g_clear_pointer (&s->live, control_live_free);
    g_main_loop_quit (s->loop);
}

/* The tickets that are left, and those that came. */
static int save_tickets (const char *file, const TlsMemory *memory)
{
    g_autoptr (GError) error = NULL;
    char *text = scenario_session_write (memory);
    g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
    return export_save_secret (file, bytes, &error) ? CLI_OK : cli_fail_error (error);
}

static int converse (const ConnectOptions *o, Scenario *scenario, const char *seed,
                     TlsMemory *memory, NetSocket *socket)
{
    static const ControlLiveHooks hooks = {on_answer, on_said, on_end};
    g_autoptr (GError) error = NULL;
    g_autoptr (NetSocket) owned = socket;
    g_autoptr (TlsConfig) config = scenario_config (scenario, TLS_CLIENT, &error);
    if (config == NULL)
        return cli_fail_error (error);
    /* A client that has nothing to say has nothing to wait for. */
    config->hold_open = config->send != NULL || reads_input (o);
    g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    Session s = {.options = o, .scenario = scenario, .started = cli_live_now (), .loop = loop};
    s.live = control_live_new (config, g_steal_pointer (&owned), seed, (unsigned)o->live.timeout,
                               &hooks, &s);
    control_live_set_memory (s.live, memory);
    g_main_loop_run (loop);
    int saved = o->session != NULL ? save_tickets (o->session, memory) : CLI_OK;
    return s.status != CLI_OK ? s.status : saved;
}

/* ---- The command line ---- */

/* HOST[:PORT], [IPv6]:PORT */
static bool split_host (const char *text, char **host, uint16_t *port)
{
    g_autoptr (GNetworkAddress) address =
        (GNetworkAddress *)g_network_address_parse (text, 443, NULL);
    if (address == NULL)
        return false;
    *host = g_strdup (g_network_address_get_hostname (address));
    *port = g_network_address_get_port (address);
    return **host != '\0';
}

static bool is_set (const CliOptions *options, const char *key)
{
    for (unsigned i = 0; options->sets != NULL && options->sets[i] != NULL; i++)
        if (g_str_has_prefix (options->sets[i], key))
            return true;
    return false;
}

static Scenario *with (Scenario *scenario, const char *key, const char *value, GError **error)
{
    if (scenario == NULL)
        return NULL;
    g_autofree char *setting = g_strconcat (key, value, NULL);
    Scenario *changed = scenario_with (scenario, setting, error);
    scenario_unref (scenario);
    return changed;
}

/* The name that the certificate must hold is the one typed, unless a scenario says otherwise. */
static Scenario *scenario_of (const ConnectOptions *o, const CliOptions *options, const char *host,
                              GError **error)
{
    Scenario *scenario = cli_scenario (o->live.scenario, options, error);
    if (o->live.scenario == NULL && !is_set (options, "client.server-name="))
        scenario = with (scenario, "client.server-name=", host, error);
    if (o->send != NULL)
        scenario = with (scenario, "client.send=", reads_input (o) ? "" : o->send, error);
    if (o->session != NULL)
        scenario = with (scenario, "client.tickets=", "yes", error);
    if (o->session != NULL)
        scenario = with (scenario, "client.sessions=", "yes", error);
    return scenario;
}

int cli_connect (int argc, char **argv)
{
    g_auto (CliOptions) options = {0};
    g_auto (ConnectOptions) o = {.live.timeout = 10, .idle = 2};
    g_autoptr (GError) error = NULL;
    g_autofree char *host = NULL;
    uint16_t port;
    int status;
    const GOptionEntry entries[] = {
        {"send", 0, 0, G_OPTION_ARG_STRING, &o.send,
         "What to say to the server; -: standard input, to its end", "TEXT"},
        {"idle", 0, 0, G_OPTION_ARG_INT, &o.idle,
         "Seconds of silence that end an answer (default 2)", "N"},
        {"session", 0, 0, G_OPTION_ARG_FILENAME, &o.session,
         "Offer the tickets and sessions in FILE, and keep there those that come", "FILE"},
        CLI_LIVE_ENTRIES (&o.live, "Save the trace", "Seconds to wait for the server (default 10)"),
        G_OPTION_ENTRY_NULL};
    if (!cli_parse ("connect", &argc, &argv, CLI_TAKES_SCENARIO, &options, entries, &status))
        return status;
    if (argc != 2 || !split_host (argv[1], &host, &port))
        return cli_fail (CLI_USAGE, "connect: HOST or HOST:PORT is needed, as in localhost:4433");
    if (o.idle < 1 || o.idle > 3600)
        return cli_fail (CLI_USAGE, "connect: --idle is %d, allowed is 1 to 3600", o.idle);
    if (!cli_live_check ("connect", &o.live))
        return CLI_USAGE;
    g_autofree char *seed = cli_live_seed (&options);
    g_autoptr (Scenario) scenario = scenario_of (&o, &options, host, &error);
    if (scenario == NULL)
        return cli_fail_error (error);
    cli_live_tell_ignored ("connect", &o.live, scenario, "client");
    g_autoptr (TlsMemory) memory = tls_memory_new ();
    if (o.session != NULL && !scenario_session_load (o.session, memory, &error))
        return cli_fail_error (error);
    signal (SIGPIPE, SIG_IGN);
    NetSocket *socket = net_socket_connect (host, port, (unsigned)o.live.timeout, &error);
    if (socket == NULL)
        return cli_fail (CLI_OUTSIDE, "%s: %s", argv[1], error->message);
    return converse (&o, scenario, seed, memory, socket);
}
