#include "cli/live.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Our server, for real clients. */

/* More clients than this wait until one of these has left; each takes a descriptor. */
enum { MOST_CLIENTS = 256 };

typedef struct {
    CliLiveOptions live;
    char *listen;
    int port;
    gboolean once;
    gboolean hang_up; /* behind a reply of its own */
} ServeOptions;

static void serve_options_clear (ServeOptions *o)
{
    cli_live_options_clear (&o->live);
    g_free (o->listen);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ServeOptions, serve_options_clear)

typedef struct {
    const ServeOptions *options;
    const char *seed; /* NULL: fresh for each */
    Scenario *scenario;
    TlsConfig *config;
    TlsMemory *memory; /* opens its tickets again; as long as the program runs */
    GBytes *reply;     /* the scenario's own; NULL: a page */
    NetListener *listener;
    GMainLoop *loop;
    GPtrArray *clients; /* Client, owned */
    unsigned came;
    guint signals[2];
    bool stopping;
    int status; /* of the last client */
} Service;

typedef struct {
    Service *service;
    unsigned number; /* from 1 */
    int64_t started;
    bool answered;
    ControlLive *live;
} Client;

static void client_free (void *data)
{
    Client *client = data;
    control_live_free (client->live);
    g_free (client);
}

/* ---- A client ---- */

/* Once: when the request is whole, and it is known who asks. */
static void show_page (Client *client)
{
    const TlsParty *party = control_live_party (client->live);
    BaseSpan request = tls_party_received_data (party);
    if (client->answered || request.size == 0 || tls_party_awaits_answer (party))
        return;
    g_autofree char *page = cli_page_for (party, request);
    if (page == NULL)
        return;
    client->answered = true;
    control_live_send (client->live, base_span_text (page));
    control_live_close (client->live);
}

/* A client's data is answered: by the scenario's own reply, and then the client may go on until it
 * closes (unless this server hangs up first); or by a page, behind which the connection ends. */
static void on_request (ControlLive *live, BaseSpan data, void *user_data)
{
    Client *client = user_data;
    if (client->service->reply == NULL) {
        show_page (client);
        return;
    }
    control_live_send (live, base_span_bytes (client->service->reply));
    if (client->service->options->hang_up)
        control_live_close (live);
}

/* Nothing is left to say: what it was asked may be answered by now. */
static void on_said (ControlLive *live, void *user_data)
{
    Client *client = user_data;
    if (client->service->reply == NULL)
        show_page (client);
}

/* trace.json becomes trace-3.json, for the third of many; transfer full, NULL for no FILE. */
static char *trace_file_of (const Client *client)
{
    const char *file = client->service->options->live.trace;
    if (file == NULL || client->service->options->once)
        return g_strdup (file);
    const char *slash = strrchr (file, '/'), *dot = strrchr (file, '.');
    if (dot == NULL || dot == file || (slash != NULL && dot <= slash + 1))
        dot = file + strlen (file);
    return g_strdup_printf ("%.*s-%u%s", (int)(dot - file), file, client->number, dot);
}

static void go_on (Service *service);

static void on_end (ControlLive *live, void *user_data)
{
    Client *client = user_data;
    Service *service = client->service;
    g_autofree char *file = trace_file_of (client);
    g_autofree char *prefix =
        service->options->once ? g_strdup ("") : g_strdup_printf ("%u: ", client->number);
    service->status = cli_live_report (live, service->scenario, prefix, file, client->started);
    g_ptr_array_remove_fast (service->clients, client);
    go_on (service);
}

/* ---- All of them ---- */

/* The same seed twice would repeat key shares. */
static char *seed_of (const Client *client)
{
    const char *seed = client->service->seed;
    return seed != NULL && client->number > 1 ? g_strdup_printf ("%s/%u", seed, client->number)
                                              : g_strdup (seed);
}

static void on_accept (NetSocket *socket, const GError *error, void *data)
{
    static const ControlLiveHooks hooks = {on_request, on_said, on_end};
    Service *service = data;
    if (socket == NULL) {
        cli_fail_error (error);
        return;
    }
    Client *client = g_new0 (Client, 1);
    client->service = service;
    client->number = ++service->came;
    client->started = cli_live_now ();
    g_autofree char *seed = seed_of (client);
    client->live = control_live_new (service->config, socket, seed,
                                     (unsigned)service->options->live.timeout, &hooks, client);
    if (service->config->forgets)
        tls_memory_forget (service->memory);
    control_live_set_memory (client->live, service->memory);
    g_ptr_array_add (service->clients, client);
    go_on (service);
}

/* Listens while there is room, and ends when nobody is left of whom it should wait. */
static void go_on (Service *service)
{
    bool once_done = service->options->once && service->came > 0;
    bool closed = service->stopping || once_done;
    bool full = service->clients->len >= MOST_CLIENTS;
    net_listener_watch (service->listener, closed || full ? NULL : on_accept, service);
    if (closed && service->clients->len == 0)
        g_main_loop_quit (service->loop);
}

/* The first signal lets go of all clients, whose traces are saved; the second one ends the program
 * in the usual way. */
static gboolean on_interrupt (void *data)
{
    Service *service = data;
    service->stopping = true;
    for (guint i = 0; i < G_N_ELEMENTS (service->signals); i++)
        if (service->signals[i] != 0)
            g_source_remove (service->signals[i]);
    memset (service->signals, 0, sizeof service->signals);
    for (guint i = service->clients->len; i > 0; i--) {
        Client *client = g_ptr_array_index (service->clients, i - 1);
        control_live_stop (client->live);
    }
    go_on (service);
    return G_SOURCE_REMOVE;
}

static int serve (Service *service)
{
    const char *address = service->options->listen;
    g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func (client_free);
    g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
    service->clients = clients;
    service->loop = loop;
    signal (SIGPIPE, SIG_IGN);
    service->signals[0] = g_unix_signal_add (SIGINT, on_interrupt, service);
    service->signals[1] = g_unix_signal_add (SIGTERM, on_interrupt, service);
    printf ("listening on %s:%u\n", address != NULL ? address : "127.0.0.1",
            net_listener_port (service->listener));
    fflush (stdout);
    go_on (service);
    g_main_loop_run (loop);
    return service->options->once ? service->status : CLI_OK;
}

/* ---- The command line ---- */

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

int cli_serve (int argc, char **argv)
{
    g_auto (CliOptions) options = {0};
    g_auto (ServeOptions) o = {.live.timeout = 10, .port = 4433};
    g_autoptr (GError) error = NULL;
    int status;
    const GOptionEntry entries[] = {
        {"port", 'p', 0, G_OPTION_ARG_INT, &o.port, "TCP port, 0: any free one (default 4433)",
         "N"},
        {"once", 0, 0, G_OPTION_ARG_NONE, &o.once, "One connection, then end with its status",
         NULL},
        {"hang-up", 0, 0, G_OPTION_ARG_NONE, &o.hang_up,
         "Close behind server.reply, as behind a page", NULL},
        {"listen", 0, 0, G_OPTION_ARG_STRING, &o.listen, "Address (default 127.0.0.1)", "ADDRESS"},
        CLI_LIVE_ENTRIES (&o.live, "Save the trace; of the N-th connection to FILE with -N",
                          "Seconds to wait for a client (default 10)"),
        G_OPTION_ENTRY_NULL};
    if (!cli_parse ("serve", &argc, &argv, CLI_TAKES_SCENARIO, &options, entries, &status))
        return status;
    if (argc != 1)
        return cli_fail (CLI_USAGE, "serve: “%s” is too much, it takes options alone", argv[1]);
    if (o.port < 0 || o.port > 65535)
        return cli_fail (CLI_USAGE, "serve: --port is %d, allowed is 0 to 65535", o.port);
    if (!cli_live_check ("serve", &o.live))
        return CLI_USAGE;
    g_autofree char *seed = cli_live_seed (&options);
    g_autoptr (Scenario) scenario = cli_scenario (o.live.scenario, &options, &error);
    g_autoptr (TlsConfig) config =
        scenario != NULL ? scenario_config (scenario, TLS_SERVER, &error) : NULL;
    if (config == NULL)
        return cli_fail_error (error);
    config->hold_open = true;
    cli_live_tell_ignored ("serve", &o.live, scenario, "server");
    g_autoptr (NetListener) listener = net_listener_new (o.listen, (uint16_t)o.port, &error);
    if (listener == NULL)
        return cli_fail_error (error);
    g_autoptr (GBytes) reply = own_reply (scenario, config);
    g_autoptr (TlsMemory) memory = tls_memory_new ();
    Service service = {.options = &o,
                       .seed = seed,
                       .scenario = scenario,
                       .config = config,
                       .memory = memory,
                       .reply = reply,
                       .listener = listener};
    return serve (&service);
}
