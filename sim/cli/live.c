#include "cli/cli.h"

#include "control/live.h"

#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* connect and serve: our engine and the world. */

/* What a live session is given on the command line. */
typedef struct {
    char *scenario;
    char *trace; /* file for the trace, its format by its ending */
    char *listen;
    char *data;
    int port;
    int timeout;
    gboolean once;
    gboolean insecure;
} LiveOptions;

static void live_options_clear (LiveOptions *o)
{
    g_free (o->scenario);
    g_free (o->trace);
    g_free (o->listen);
    g_free (o->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LiveOptions, live_options_clear)

/* What was agreed on, to stderr. */
static void tell (const ControlLive *live)
{
    g_auto (GStrv) lines = g_strsplit (live->view, "\n", -1);
    GString *out = g_string_new (NULL);
    for (unsigned i = 0; lines[i] != NULL; i++) {
        static const char *const shown[] = {"version ", "suite ", "group ", "scheme ", "alpn "};
        for (unsigned j = 0; j < G_N_ELEMENTS (shown); j++)
            if (g_str_has_prefix (lines[i], shown[j]) && !g_str_has_suffix (lines[i], " none"))
                g_string_append_printf (out, "%s%s", out->len > 0 ? " · " : "",
                                        lines[i] + strlen (shown[j]));
    }
    fprintf (stderr, "%s: %s%sseed %s\n", trace_outcome_name (live->outcome), out->str,
             out->len > 0 ? " · " : "", live->seed);
    if (live->cause != BASE_CAUSE_NONE) {
        Trace *trace = live->trace;
        g_autofree char *alert = trace_lookup (trace, trace_length (trace) - 1, "alert", NULL);
        fprintf (stderr, "why: %s (%s), alert: %s\n", base_cause_words (live->cause),
                 base_cause_section (live->cause), alert);
    }
    g_string_free (out, TRUE);
}

static int outcome_status (const ControlLive *live)
{
    return live->outcome == TRACE_CLOSED || live->outcome == TRACE_ESTABLISHED ? CLI_OK
                                                                               : CLI_UNEXPECTED;
}

/* The trace, with the seed that was drawn and the time at which the session began. */
static int save (const char *file, const ControlLive *live, const Scenario *scenario,
                 int64_t started)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *clock = base_time_text (started);
    g_autofree char *time = g_strconcat ("scenario.time=", clock, NULL);
    g_autofree char *seed = g_strconcat ("scenario.seed=", live->seed, NULL);
    g_autoptr (Scenario) timed = scenario_with (scenario, time, &error);
    g_autoptr (Scenario) recorded = timed != NULL ? scenario_with (timed, seed, &error) : NULL;
    return recorded != NULL ? cli_save_trace (file, live->trace, recorded) : cli_fail_error (error);
}

static int64_t now (void)
{
    return g_get_real_time () / G_USEC_PER_SEC;
}

/* ---- connect ---- */

/* The answer goes to stdout; with its first bytes the client has nothing more to say. */
static void print_data (TlsParty *party, BaseSpan data, void *user_data)
{
    fwrite (data.data, 1, data.size, stdout);
    fflush (stdout);
    tls_party_close (party);
}

/* HOST[:PORT], [IPv6]:PORT */
static bool split_host (const char *text, char **host, uint16_t *port)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GNetworkAddress) address =
        (GNetworkAddress *)g_network_address_parse (text, 443, &error);
    if (address == NULL)
        return false;
    *host = g_strdup (g_network_address_get_hostname (address));
    *port = g_network_address_get_port (address);
    return **host != '\0';
}

static Scenario *live_scenario (const LiveOptions *o, const CliOptions *options, const char *host,
                                GError **error)
{
    g_autoptr (Scenario) scenario = cli_scenario (o->scenario, options, error);
    /* The name that the certificate must hold is the one typed, unless a scenario says otherwise.
     */
    if (scenario == NULL || host == NULL || o->scenario != NULL)
        return g_steal_pointer (&scenario);
    for (unsigned i = 0; options->sets != NULL && options->sets[i] != NULL; i++)
        if (g_str_has_prefix (options->sets[i], "client.server-name="))
            return g_steal_pointer (&scenario);
    g_autofree char *name = g_strconcat ("client.server-name=", host, NULL);
    return scenario_with (scenario, name, error);
}

static Scenario *with_data (Scenario *scenario, const char *data, GError **error)
{
    if (scenario == NULL || data == NULL)
        return scenario;
    g_autofree char *send = g_strconcat ("client.send=", data, NULL);
    Scenario *changed = scenario_with (scenario, send, error);
    scenario_unref (scenario);
    return changed;
}

int cli_connect (int argc, char **argv)
{
    g_auto (CliOptions) options = {0};
    g_auto (LiveOptions) o = {.timeout = 10};
    g_autoptr (GError) error = NULL;
    g_autofree char *host = NULL;
    uint16_t port;
    int status;
    const GOptionEntry entries[] = {
        {"scenario", 0, 0, G_OPTION_ARG_STRING, &o.scenario, "The client's settings", "SCENARIO"},
        {"trace", 0, 0, G_OPTION_ARG_FILENAME, &o.trace, "Save the trace", "FILE"},
        {"send", 0, 0, G_OPTION_ARG_STRING, &o.data, "Application data to send", "TEXT"},
        {"timeout", 0, 0, G_OPTION_ARG_INT, &o.timeout, "Seconds to wait for the peer", "N"},
        G_OPTION_ENTRY_NULL};
    if (!cli_parse ("connect", &argc, &argv, CLI_TAKES_SCENARIO, &options, entries, &status))
        return status;
    if (argc != 2 || !split_host (argv[1], &host, &port))
        return cli_fail (CLI_USAGE, "connect: HOST or HOST:PORT is needed, as in localhost:4433");
    if (o.timeout < 1 || o.timeout > 3600)
        return cli_fail (CLI_USAGE, "connect: --timeout is %d, allowed is 1 to 3600", o.timeout);
    g_autofree char *seed = g_strdup (options.seed);
    g_clear_pointer (&options.seed, g_free);
    g_autoptr (Scenario) scenario =
        with_data (live_scenario (&o, &options, host, &error), o.data, &error);
    if (scenario == NULL)
        return cli_fail_error (error);
    g_autoptr (NetSocket) socket =
        net_socket_connect (host, port, (unsigned)o.timeout, NULL, &error);
    if (socket == NULL)
        return cli_fail (CLI_OUTSIDE, "%s: %s", argv[1], error->message);
    int64_t started = now ();
    bool speaks = *scenario_value (scenario, "client", "send") != '\0';
    g_autoptr (ControlLive) live = control_live (scenario, TLS_CLIENT, socket, seed,
                                                 speaks ? print_data : NULL, NULL, NULL, &error);
    if (live == NULL)
        return cli_fail (CLI_OUTSIDE, "%s: %s", argv[1], error->message);
    tell (live);
    status = o.trace != NULL ? save (o.trace, live, scenario, started) : CLI_OK;
    return status != CLI_OK ? status : outcome_status (live);
}

/* ---- serve ---- */

/* Waits for a signal: cancelling takes locks, which no signal handler may. The second one ends the
 * program in the usual way. */
static gpointer wait_for_interrupt (gpointer data)
{
    g_autoptr (GCancellable) interrupt = data;
    sigset_t signals;
    int number;
    sigemptyset (&signals);
    sigaddset (&signals, SIGINT);
    sigaddset (&signals, SIGTERM);
    sigwait (&signals, &number);
    pthread_sigmask (SIG_UNBLOCK, &signals, NULL);
    g_cancellable_cancel (interrupt);
    for (;;)
        pause ();
    return NULL;
}

/* Cancelled by the first SIGINT or SIGTERM from now on; transfer full */
static GCancellable *catch_interrupt (void)
{
    GCancellable *interrupt = g_cancellable_new ();
    sigset_t signals;
    sigemptyset (&signals);
    sigaddset (&signals, SIGINT);
    sigaddset (&signals, SIGTERM);
    pthread_sigmask (SIG_BLOCK, &signals, NULL);
    signal (SIGPIPE, SIG_IGN);
    g_thread_unref (g_thread_new ("interrupt", wait_for_interrupt, g_object_ref (interrupt)));
    return interrupt;
}

static char *page_of (const TlsParty *party)
{
    g_autofree char *view = tls_party_view (party);
    g_auto (GStrv) lines = g_strsplit (view, "\n", -1);
    GString *body =
        g_string_new ("This is Stepshake. The handshake that brought you this page:\n\n");
    for (unsigned i = 0; lines[i] != NULL && !g_str_has_prefix (lines[i], "server "); i++)
        g_string_append_printf (body, "%s\n", lines[i]);
    g_autofree char *text = g_string_free (body, FALSE);
    return g_strdup_printf ("HTTP/1.0 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
                            "Content-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n%s",
                            strlen (text), text);
}

/* What the scenario itself says to answer; NULL when it says nothing. transfer full */
static GBytes *own_reply (const Scenario *scenario, const TlsConfig *config)
{
    GPtrArray *settings = scenario_settings (scenario);
    for (guint i = 0; i < settings->len; i++) {
        const ScenarioSetting *setting = g_ptr_array_index (settings, i);
        if (g_str_equal (setting->group, "server") && g_str_equal (setting->key, "reply") &&
            !setting->is_default)
            return config->reply != NULL ? g_bytes_ref (config->reply) : g_bytes_new (NULL, 0);
    }
    return NULL;
}

/* A client's data is answered: by the scenario's own reply, and then the client may go on until it
 * closes; or by a page, whose end is that of the connection (HTTP/1.0). */
static void answer (TlsParty *party, BaseSpan data, void *user_data)
{
    GBytes *reply = user_data;
    if (reply != NULL) {
        tls_party_send (party, base_span_bytes (reply));
        return;
    }
    g_autofree char *page = page_of (party);
    tls_party_send (party, base_span_text (page));
    tls_party_close (party);
}

static int serve_one (NetSocket *socket, Scenario *scenario, const char *seed, GBytes *reply,
                      const char *trace_file, GCancellable *interrupt, GError **error)
{
    int64_t started = now ();
    g_autoptr (ControlLive) live =
        control_live (scenario, TLS_SERVER, socket, seed, answer, reply, interrupt, error);
    if (live == NULL)
        return CLI_OUTSIDE;
    tell (live);
    int status = trace_file != NULL ? save (trace_file, live, scenario, started) : CLI_OK;
    return status != CLI_OK ? status : outcome_status (live);
}

static int serve (NetListener *listener, Scenario *scenario, const char *seed, GBytes *reply,
                  const LiveOptions *o, GCancellable *interrupt)
{
    int status = CLI_OK;
    unsigned count = 0;
    while (!g_cancellable_is_cancelled (interrupt)) {
        g_autoptr (GError) error = NULL;
        g_autoptr (NetSocket) socket = net_listener_accept (listener, 0, interrupt, &error);
        if (socket == NULL && g_cancellable_is_cancelled (interrupt))
            break;
        if (socket == NULL)
            return cli_fail_error (error);
        net_socket_set_timeout (socket, (unsigned)o->timeout);
        /* The same seed twice would repeat key shares. */
        g_autofree char *own = seed != NULL && count > 0
                                   ? g_strdup_printf ("%s/%u", seed, count + 1)
                                   : g_strdup (seed);
        count++;
        status = serve_one (socket, scenario, own, reply, o->trace, interrupt, &error);
        if (error != NULL)
            status = cli_fail_error (error);
        if (o->once)
            return status;
    }
    return CLI_OK;
}

int cli_serve (int argc, char **argv)
{
    g_auto (CliOptions) options = {0};
    g_auto (LiveOptions) o = {.timeout = 10, .port = 4433};
    g_autoptr (GError) error = NULL;
    int status;
    const GOptionEntry entries[] = {
        {"port", 'p', 0, G_OPTION_ARG_INT, &o.port, "TCP port, 0: any free one (default 4433)",
         "N"},
        {"once", 0, 0, G_OPTION_ARG_NONE, &o.once, "One connection, then end with its status",
         NULL},
        {"listen", 0, 0, G_OPTION_ARG_STRING, &o.listen, "Address (default 127.0.0.1)", "ADDRESS"},
        {"scenario", 0, 0, G_OPTION_ARG_STRING, &o.scenario, "The server's settings", "SCENARIO"},
        {"trace", 0, 0, G_OPTION_ARG_FILENAME, &o.trace, "Save the (last) trace", "FILE"},
        {"timeout", 0, 0, G_OPTION_ARG_INT, &o.timeout, "Seconds to wait for a silent client", "N"},
        G_OPTION_ENTRY_NULL};
    if (!cli_parse ("serve", &argc, &argv, CLI_TAKES_SCENARIO, &options, entries, &status))
        return status;
    if (argc != 1)
        return cli_fail (CLI_USAGE, "serve: “%s” is too much, it takes options alone", argv[1]);
    if (o.port < 0 || o.port > 65535)
        return cli_fail (CLI_USAGE, "serve: --port is %d, allowed is 0 to 65535", o.port);
    if (o.timeout < 1 || o.timeout > 3600)
        return cli_fail (CLI_USAGE, "serve: --timeout is %d, allowed is 1 to 3600", o.timeout);
    g_autofree char *seed = g_strdup (options.seed);
    g_clear_pointer (&options.seed, g_free);
    g_autoptr (Scenario) scenario = cli_scenario (o.scenario, &options, &error);
    g_autoptr (TlsConfig) config =
        scenario != NULL ? scenario_config (scenario, TLS_SERVER, &error) : NULL;
    if (config == NULL)
        return cli_fail_error (error);
    g_autoptr (NetListener) listener =
        net_listener_new (o.listen != NULL ? o.listen : "127.0.0.1", (uint16_t)o.port, &error);
    if (listener == NULL)
        return cli_fail_error (error);
    g_autoptr (GCancellable) interrupt = catch_interrupt ();
    printf ("listening on %s:%u\n", o.listen != NULL ? o.listen : "127.0.0.1",
            net_listener_port (listener));
    fflush (stdout);
    g_autoptr (GBytes) reply = own_reply (scenario, config);
    return serve (listener, scenario, seed, reply, &o, interrupt);
}
