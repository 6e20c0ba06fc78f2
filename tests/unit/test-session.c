#include "scenario/session.h"

#include <glib/gstdio.h>
#include <string.h>

/* Tickets in a file: read, written, and refused with the line that is wrong. */

#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define LINES \
    "server-name=server.example\nalpn=http/1.1\ncipher-suite=TLS_CHACHA20_POLY1305_SHA256\n" \
    "received=1790000000123\nlifetime=7200\nage-add=4294967295\nearly-data=1000\nkey=" KEY \
    "\nticket=aabbcc\n"

/* Of TLS 1.2: the key is the main secret. */
#define OLDER \
    "server-name=server.example\ncipher-suite=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256\n" \
    "received=1\nlifetime=86400\nage-add=0\nearly-data=0\nkey=" KEY \
    "202122232425262728292a2b2c2d2e2f\nextended-main-secret=yes\nmax-fragment-length=1\n"

static bool read_into (TlsMemory *memory, const char *text, GError **error)
{
    return scenario_session_read (base_span_text (text), "s", memory, error);
}

static void a_ticket_is_read_as_it_stands (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (TlsMemory) memory = tls_memory_new ();
    g_assert_true (read_into (memory, "# a\n[ticket.1]\n" LINES, &error));
    g_assert_no_error (error);
    GPtrArray *tickets = tls_memory_tickets (memory);
    g_assert_cmpuint (tickets->len, ==, 1);
    const TlsPsk *psk = tickets->pdata[0];
    static const uint8_t identity[] = {0xaa, 0xbb, 0xcc};
    g_assert_cmpstr (psk->server_name, ==, "server.example");
    g_assert_cmpstr (psk->alpn, ==, "http/1.1");
    g_assert_cmphex (psk->suite->id, ==, 0x1303);
    g_assert_cmpint (psk->hash, ==, CRYPTO_SHA256);
    g_assert_cmpint (psk->since, ==, G_GINT64_CONSTANT (1790000000123));
    g_assert_cmpuint (psk->lifetime, ==, 7200);
    g_assert_cmpuint (psk->age_add, ==, 0xffffffff);
    g_assert_cmpuint (psk->early_data, ==, 1000);
    g_assert_false (psk->external);
    g_assert_cmpuint (g_bytes_get_size (psk->value), ==, 32);
    g_assert_true (
        base_span_equal (base_span_bytes (psk->identity), base_span (identity, sizeof identity)));
}

static void a_session_of_12_is_read_as_it_stands (void)
{
    g_autoptr (TlsMemory) memory = tls_memory_new ();
    static const char *const names[] = {"session-id=0102030405\n", "ticket=0102030405\n"};
    for (unsigned i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autofree char *text = g_strconcat ("[ticket.1]\n" OLDER, names[i], NULL);
        g_assert_true (read_into (memory, text, NULL));
        const TlsPsk *session = tls_memory_tickets (memory)->pdata[i];
        g_assert_true (tls_psk_is_session (session));
        g_assert_cmpint (session->by_id, ==, i == 0);
        g_assert_true (session->extended_main_secret);
        g_assert_cmpuint (session->fragment_length, ==, 1);
        g_assert_cmpuint (g_bytes_get_size (session->value), ==, 48);
        g_assert_cmpuint (g_bytes_get_size (session->identity), ==, 5);
    }
    g_autofree char *written = scenario_session_write (memory);
    g_assert_nonnull (strstr (written,
                              "[ticket.1]\n" OLDER "session-id=0102030405\n[ticket.2]\n" OLDER
                              "ticket=0102030405\n"));
}

static void what_is_written_reads_the_same (void)
{
    g_autoptr (TlsMemory) memory = tls_memory_new ();
    g_autoptr (TlsMemory) again = tls_memory_new ();
    g_assert_true (read_into (memory, "[ticket.1]\n" LINES "[ticket.2]\n" LINES, NULL));
    g_autofree char *text = scenario_session_write (memory);
    g_assert_nonnull (strstr (text, "[ticket.1]\n" LINES "[ticket.2]\n" LINES));
    g_assert_true (read_into (again, text, NULL));
    g_autofree char *same = scenario_session_write (again);
    g_assert_cmpstr (same, ==, text);
}

/* 65535 bytes are 131070 digits: more than a file may have. */
static void a_file_holds_the_newest_that_fit (void)
{
    g_autoptr (TlsMemory) memory = tls_memory_new ();
    g_autofree char *digits = g_strnfill (40000, 'a');
    g_autofree char *large = g_strconcat ("[ticket.1]\n" LINES, NULL);
    g_assert_true (read_into (memory, large, NULL));
    for (unsigned i = 0; i < 2; i++) {
        g_autofree char *text = g_strconcat (
            "[ticket.1]\ncipher-suite=TLS_AES_128_GCM_SHA256\nreceived=1\nlifetime=1\nage-add=0\n"
            "key=" KEY "\nticket=",
            digits, "\n", NULL);
        g_assert_true (read_into (memory, text, NULL));
    }
    g_autofree char *text = scenario_session_write (memory);
    g_assert_cmpuint (strlen (text), <=, 65536);
    g_autoptr (TlsMemory) again = tls_memory_new ();
    g_assert_true (read_into (again, text, NULL));
    g_assert_cmpuint (tls_memory_tickets (again)->len, ==, 1);
    g_assert_nonnull (strstr (text, digits));
}

#define SHORT "cipher-suite=TLS_AES_128_GCM_SHA256\nreceived=1\nlifetime=1\nage-add=0\nticket=aa\n"
#define KEYS \
    "server-name, alpn, cipher-suite, received, lifetime, age-add, early-data, key, " \
    "extended-main-secret, max-fragment-length, session-id, ticket"

static const struct {
    const char *text, *message;
} wrong[] = {
    {"[ticket.2]\n", "s:1: “ticket.2” is no group here, allowed: [ticket.1]"},
    {"[client]\n", "s:1: “client” is no group here, allowed: [ticket.1]"},
    {"[ticket.1]\n" LINES "[ticket.1]\n", "s:11: “ticket.1” is no group here, allowed: [ticket.2]"},
    {"key=aa\n", "s:1: “key=aa” stands in no group, allowed: a line [group] before it"},
    {"\n[ticket.1]\nkey=xx\n", "s:3: “xx” is no key, allowed: 1 to 64 bytes in hex"},
    {"[ticket.1]\nticket=\n", "s:2: “” is no ticket, allowed: 1 to 65535 bytes in hex"},
    {"[ticket.1]\nlifetime=604801\n", "s:2: “604801” is no lifetime, allowed: 0 to 604800"},
    {"[ticket.1]\nage-add=-1\n", "s:2: “-1” is no age-add, allowed: 0 to 4294967295"},
    {"[ticket.1]\nearly-data=4294967296\n",
     "s:2: “4294967296” is no early-data, allowed: 0 to 4294967295"},
    {"[ticket.1]\nreceived=soon\n", "s:2: “soon” is no received, allowed: 0 to 253402300799999"},
    {"[ticket.1]\nkye=aa\n", "s:2: “kye” is no key of a ticket, allowed: " KEYS},
    {"[ticket.1]\nkey[de]=aa\n", "s:2: “key[de]” is no key of a ticket, allowed: " KEYS},
    {"[ticket.1]\nkey=aa\nkey=aa\n", "s:3: “key” stands there twice, allowed: once"},
    {"[ticket.1]\nalpn=\\q\n", "s:2: “\\q” begins with an unknown escape, allowed: \\s \\n \\t \\r "
                               "\\\\"},
    {"[ticket.1]\n" SHORT, "s:1: [ticket.1] lacks “key”, allowed: a ticket with it"},
    {"[ticket.1]\nkey=" KEY "\n",
     "s:1: [ticket.1] lacks “cipher-suite”, allowed: a ticket with it"},
    {"[ticket.1]\nkey=aabb\n" SHORT, "s:1: the key has 2 bytes, allowed: 32, as the hash of "
                                     "TLS_AES_128_GCM_SHA256"},
    {"[ticket.1]\nkey=" KEY "\ncipher-suite=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256\n"
     "received=1\nlifetime=1\nage-add=0\nticket=aa\n",
     "s:1: the key has 32 bytes, allowed: 48, as the main secret of "
     "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
    {"[ticket.1]\nsession-id=aa\nkey=" KEY "\ncipher-suite=TLS_AES_128_GCM_SHA256\nreceived=1\n"
     "lifetime=1\nage-add=0\n",
     "s:1: [ticket.1] has a session-id, allowed: with a suite of TLS 1.2, and without “ticket”"},
    {"[ticket.1]\n" OLDER "session-id=aa\nticket=aa\n",
     "s:1: [ticket.1] has a session-id, allowed: with a suite of TLS 1.2, and without “ticket”"},
    {"[ticket.1]\n" OLDER, "s:1: [ticket.1] lacks “ticket”, allowed: a ticket with it"},
    {"[ticket.1]\nextended-main-secret=maybe\n",
     "s:2: “maybe” is no extended-main-secret, allowed: yes, no"},
    {"[ticket.1]\nmax-fragment-length=5\n", "s:2: “5” is no max-fragment-length, allowed: 0 to 4"},
    {"[ticket.1]\n\xff\n", "s:2: bytes that are no text, allowed: UTF-8"},
};

static void what_is_wrong_is_said_with_its_line (void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autoptr (GError) error = NULL;
        g_autoptr (TlsMemory) memory = tls_memory_new ();
        g_assert_false (read_into (memory, wrong[i].text, &error));
        g_assert_cmpstr (error->message, ==, wrong[i].message);
        g_assert_cmpuint (tls_memory_tickets (memory)->len, ==, 0);
    }
}

static void a_suite_must_be_one_of_ours (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (TlsMemory) memory = tls_memory_new ();
    g_assert_false (read_into (memory, "[ticket.1]\ncipher-suite=TLS_SHA256_SHA256\n", &error));
    g_assert_true (g_str_has_prefix (error->message, "s:2: “TLS_SHA256_SHA256” is "));
    g_assert_nonnull (strstr (error->message, "nearest: TLS_"));
}

static void a_file_that_is_not_there_holds_none (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (TlsMemory) memory = tls_memory_new ();
    g_assert_true (scenario_session_load ("/nowhere/at/all", memory, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (tls_memory_tickets (memory)->len, ==, 0);
    g_assert_false (scenario_session_load ("/", memory, &error));
    g_assert_nonnull (error);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/session/a-session-of-12-is-read-as-it-stands",
                     a_session_of_12_is_read_as_it_stands);
    g_test_add_func ("/session/a-ticket-is-read-as-it-stands", a_ticket_is_read_as_it_stands);
    g_test_add_func ("/session/what-is-written-reads-the-same", what_is_written_reads_the_same);
    g_test_add_func ("/session/a-file-holds-the-newest-that-fit", a_file_holds_the_newest_that_fit);
    g_test_add_func ("/session/what-is-wrong-is-said-with-its-line",
                     what_is_wrong_is_said_with_its_line);
    g_test_add_func ("/session/a-suite-must-be-one-of-ours", a_suite_must_be_one_of_ours);
    g_test_add_func ("/session/a-file-that-is-not-there-holds-none",
                     a_file_that_is_not_there_holds_none);
    return g_test_run ();
}
