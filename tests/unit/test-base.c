#include "base/bytes.h"
#include "base/cause.h"
#include "base/clock.h"
#include "crypto/random.h"

#include <string.h>

static void hex_goes_both_ways (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = base_unhex ("de:ad BE\nef", &error);
    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "\xde\xad\xbe\xef",
                     4);
    g_autofree char *text = base_hex (base_span_bytes (bytes));
    g_assert_cmpstr (text, ==, "deadbeef");
}

static void wrong_hex_is_named (void)
{
    g_autoptr (GError) error = NULL;
    g_assert_null (base_unhex ("12 3x", &error));
    g_assert_nonnull (strstr (error->message, "character 5 is “x”"));
    g_clear_error (&error);
    g_assert_null (base_unhex ("123", &error));
    g_assert_nonnull (strstr (error->message, "odd number"));
}

static void draw (const char *seed, unsigned connection, const char *party, const char *label,
                  unsigned nth, uint8_t out[40])
{
    g_autoptr (CryptoRandom) random = crypto_random_new (seed, connection, party);
    for (unsigned i = 0; i <= nth; i++)
        crypto_random_draw (random, label, out, 40);
}

/* HMAC-SHA256 (key "1", "stepshake|1|client|random|0|0") and "…|0|1", by `openssl dgst -hmac`. */
static void draws_are_the_documented_prf (void)
{
    uint8_t out[40];
    draw ("1", 1, "client", "random", 0, out);
    g_autofree char *hex = base_hex (base_span (out, sizeof out));
    g_assert_cmpstr (hex, ==,
                     "96fa2d443af7e0413015b5cf4c974ab66057a61468d7b93372497954d60288ff"
                     "22d5653153bb0c85");
}

static void draws_depend_on_all_their_inputs (void)
{
    uint8_t base[40], other[40];
    draw ("1", 1, "client", "random", 0, base);
    draw ("2", 1, "client", "random", 0, other);
    g_assert_cmpint (memcmp (base, other, 40), !=, 0);
    draw ("1", 2, "client", "random", 0, other);
    g_assert_cmpint (memcmp (base, other, 40), !=, 0);
    draw ("1", 1, "server", "random", 0, other);
    g_assert_cmpint (memcmp (base, other, 40), !=, 0);
    draw ("1", 1, "client", "key_share", 0, other);
    g_assert_cmpint (memcmp (base, other, 40), !=, 0);
    draw ("1", 1, "client", "random", 1, other);
    g_assert_cmpint (memcmp (base, other, 40), !=, 0);
}

static void injected_values_come_first (void)
{
    g_autoptr (CryptoRandom) random = crypto_random_new ("1", 1, "client");
    g_autoptr (GBytes) value = g_bytes_new_static ("abc", 3);
    crypto_random_inject (random, "x", value);
    uint8_t out[3];
    crypto_random_draw (random, "x", out, 3);
    g_assert_cmpmem (out, 3, "abc", 3);
    crypto_random_draw (random, "x", out, 3);
    g_assert_cmpint (memcmp (out, "abc", 3), !=, 0);
}

static void time_reads_and_writes (void)
{
    int64_t t;
    g_assert_true (base_time_parse ("2026-09-01T12:00:00Z", &t));
    g_assert_cmpint (t, ==, 1788264000); /* date -u -d … +%s */
    g_autofree char *text = base_time_text (t);
    g_assert_cmpstr (text, ==, "2026-09-01T12:00:00Z");
    g_assert_true (base_time_parse ("2026-09-01", &t));
    g_assert_cmpint (t, ==, 1788220800);
    g_assert_false (base_time_parse ("yesterday", &t));
    /* A year of fewer digits keeps its zeros; the seconds are Python's. */
    g_assert_true (base_time_parse ("0052-09-01", &t));
    g_assert_cmpint (t, ==, -60505142400);
    g_autofree char *early = base_time_text (t);
    g_assert_cmpstr (early, ==, "0052-09-01T00:00:00Z");
}

/* RFC 9846 section 6.2 names these alerts for these errors. */
static void causes_map_to_the_alerts_of_the_rfc (void)
{
    g_assert_cmpint (base_cause_alert (BASE_CAUSE_NO_COMMON_CIPHER_SUITE), ==, 40);
    g_assert_cmpint (base_cause_alert (BASE_CAUSE_NO_COMMON_VERSION), ==, 70);
    g_assert_cmpint (base_cause_alert (BASE_CAUSE_BAD_RECORD_MAC), ==, 20);
    g_assert_cmpint (base_cause_alert (BASE_CAUSE_BAD_FINISHED), ==, 51);
    g_assert_cmpint (base_cause_alert (BASE_CAUSE_LENGTH_MISMATCH), ==, 50);
    g_assert_cmpint (base_cause_alert (BASE_CAUSE_EXTENSION_NOT_OFFERED), ==, 110);
    g_assert_cmpint (base_cause_alert (BASE_CAUSE_CERTIFICATE_EXPIRED), ==, 45);
    g_assert_cmpint (base_cause_alert (BASE_CAUSE_CERTIFICATE_UNKNOWN_AUTHORITY), ==, 48);
    g_assert_cmpstr (base_alert_name (109), ==, "missing_extension");
    g_assert_cmpint (base_alert_number ("record_overflow"), ==, 22);
    g_assert_null (base_alert_name (1));
    g_assert_cmpint (base_cause_find ("BAD_FINISHED"), ==, BASE_CAUSE_BAD_FINISHED);
}

static void an_epoch_may_begin_within_a_second (void)
{
    BaseClock clock = {.epoch = 100, .now = 300000, .rest = 900000};
    g_assert_cmpint (base_clock_unix_ms (&clock), ==, 101200);
    g_assert_cmpint (base_clock_unix (&clock), ==, 101);
    BaseClock whole = {.epoch = 100, .now = 300999};
    g_assert_cmpint (base_clock_unix_ms (&whole), ==, 100300);
}

/* It ends “Would have passed with: …”, so it is no sentence of its own. */
static void every_cause_says_what_would_have_passed (void)
{
    g_assert_null (base_cause_would_pass (BASE_CAUSE_NONE));
    for (int cause = BASE_CAUSE_NONE + 1; cause < BASE_N_CAUSES; cause++) {
        const char *words = base_cause_would_pass ((BaseCause)cause);
        if (words == NULL || strlen (words) < 8 || g_str_has_suffix (words, "."))
            g_error ("%s does not say what would have passed", base_cause_name ((BaseCause)cause));
    }
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/base/hex-goes-both-ways", hex_goes_both_ways);
    g_test_add_func ("/base/wrong-hex-is-named", wrong_hex_is_named);
    g_test_add_func ("/base/draws-are-the-documented-prf", draws_are_the_documented_prf);
    g_test_add_func ("/base/draws-depend-on-all-inputs", draws_depend_on_all_their_inputs);
    g_test_add_func ("/base/injected-values-come-first", injected_values_come_first);
    g_test_add_func ("/base/time-reads-and-writes", time_reads_and_writes);
    g_test_add_func ("/base/an-epoch-may-begin-within-a-second",
                     an_epoch_may_begin_within_a_second);
    g_test_add_func ("/base/every-cause-says-what-would-have-passed",
                     every_cause_says_what_would_have_passed);
    g_test_add_func ("/base/causes-map-to-alerts", causes_map_to_the_alerts_of_the_rfc);
    return g_test_run ();
}
