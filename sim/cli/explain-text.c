#include "cli/cli.h"

#include "lesson/explain.h"
#include "wire/compress.h"
#include "wire/record.h"
#include "wire/ssl2.h"

#include <gio/gio.h>
#include <string.h>

/* Every byte explained: hex of messages and records, and certificates as PEM. */

typedef struct {
    GString *out;
    bool verbose;
    bool broken;
    unsigned width;
    WireDialect dialect; /* as the hellos so far settle it */
    WireSealing sealing; /* of TLS 1.2 and older, when it is known */
    bool knows_sealing;
    bool changed_cipher; /* somebody's keys are in use */
} Explainer;

/* ---- Trees ---- */

static void explain_field (Explainer *x, const WireTree *tree, unsigned i, size_t base)
{
    const WireField *field = &tree->fields[i];
    unsigned depth = 0;
    for (int32_t p = field->parent; p >= 0; p = tree->fields[p].parent)
        depth++;
    g_autofree char *label = wire_tree_label (tree, i);
    g_autofree char *value = wire_tree_value (tree, i);
    g_autofree char *name = g_strdup_printf ("%*s%s", (int)depth * 2, "", label);
    g_autofree char *column = cli_fit (name, 44, false);
    bool bad = (field->flags & (WIRE_FIELD_BROKEN | WIRE_FIELD_UNREAD)) != 0;
    g_string_append_printf (
        x->out, "%s%04" G_GSIZE_MODIFIER "x %5u  %s %s  %s%s\n", bad ? cli_style (CLI_RED) : "",
        base + field->offset, field->length, column, value,
        i == 0 || wire_tree_is_leaf (tree, i) ? wire_tree_section (tree, i) : "",
        bad ? cli_style (CLI_PLAIN) : "");
    if (!x->verbose || (field->flags & (WIRE_FIELD_LENGTH | WIRE_FIELD_CONTENT)))
        return;
    g_autofree char *key = wire_tree_key (tree, i);
    const char *text = lesson_explanation (key);
    if (text != NULL)
        cli_prose (x->out, text, 14 + depth * 2, x->width);
}

static void explain_tree (Explainer *x, const WireTree *tree, size_t base)
{
    for (unsigned i = 0; i < tree->n_fields; i++)
        explain_field (x, tree, i, base);
    if (tree->cause == BASE_CAUSE_NONE)
        return;
    x->broken = true;
    g_autofree char *path = wire_tree_path (tree, tree->broken_field);
    const char *alert = base_alert_name (tree->older ? base_cause_alert_12 (tree->cause)
                                                     : base_cause_alert (tree->cause));
    g_string_append_printf (
        x->out, "%s: %s (%s; the alert would be %s)\n", path, base_cause_words (tree->cause),
        tree->older ? base_cause_section_12 (tree->cause) : base_cause_section (tree->cause),
        alert != NULL ? alert : "none");
}

/* Its own bytes are counted from 0: they stand nowhere in the input. */
static void explain_unpacked (Explainer *x, const WireMessage *packed)
{
    enum { LIMIT = 1 << 18 };
    const WireCompressedCertificate *body = packed->body;
    if (body->algorithm != WIRE_COMPRESS_ZLIB) {
        g_string_append (x->out, "Compressed in a way that this program does not unpack.\n");
        return;
    }
    BaseCause cause;
    g_autoptr (WireMessage) certificate = wire_certificate_decompress (packed, LIMIT, &cause);
    if (certificate == NULL) {
        x->broken = true;
        g_string_append_printf (x->out, "%s (%s; the alert would be %s)\n",
                                base_cause_words (cause), base_cause_section (cause),
                                base_alert_name (base_cause_alert (cause)));
        return;
    }
    g_string_append (x->out, "Unpacked:\n");
    explain_tree (x, certificate->tree, 0);
}

/* Later messages look by what a hello settles. */
static void learn (Explainer *x, const WireMessage *message)
{
    WireMessageId id = message->row->id;
    x->changed_cipher =
        id == WIRE_CHANGE_CIPHER_SPEC || (x->changed_cipher && id != WIRE_CLIENT_HELLO);
    if (id != WIRE_CLIENT_HELLO && id != WIRE_SERVER_HELLO)
        return;
    x->dialect = wire_dialect_of (message);
    x->knows_sealing = false;
    if (!wire_is_older_hello (message))
        return;
    const WireServerHello *hello = message->body;
    x->knows_sealing = wire_suite_sealing (hello->cipher_suite, hello->legacy_version, &x->sealing);
    x->sealing.encrypt_then_mac =
        wire_message_extension (message, WIRE_EXT_ENCRYPT_THEN_MAC) != NULL;
}

static void explain_message (Explainer *x, uint8_t content_type, BaseSpan bytes, size_t base)
{
    g_autoptr (GBytes) copy = base_span_copy (bytes);
    g_autoptr (WireMessage) message = wire_message_read_as (content_type, copy, x->dialect);
    explain_tree (x, message->tree, base);
    if (message->tree->cause == BASE_CAUSE_NONE)
        learn (x, message);
    if (message->row->id == WIRE_COMPRESSED_CERTIFICATE && message->tree->cause == BASE_CAUSE_NONE)
        explain_unpacked (x, message);
}

/* Handshake messages side by side. */
static void explain_handshake (Explainer *x, BaseSpan bytes, size_t base)
{
    size_t at = 0;
    do {
        size_t size = bytes.size - at;
        if (size >= 4)
            size = MIN (size, 4 + base_read_number (bytes.data + at + 1, 3));
        explain_message (x, WIRE_CT_HANDSHAKE, base_span (bytes.data + at, size), base + at);
        at += size;
    } while (at < bytes.size);
}

static bool is_older (const Explainer *x)
{
    return x->dialect.version != 0 && x->dialect.version < WIRE_TLS13;
}

/* Whether FRAGMENT is whole handshake messages of known types: sealed bytes are not, but for an
 * accident. */
static bool reads_as_handshake (const Explainer *x, BaseSpan fragment)
{
    size_t at = 0;
    while (at < fragment.size) {
        if (fragment.size - at < 4)
            return false;
        size_t size = 4 + base_read_number (fragment.data + at + 1, 3);
        if (size > fragment.size - at)
            return false;
        g_autoptr (GBytes) copy = base_span_copy (base_span (fragment.data + at, size));
        g_autoptr (WireMessage) message =
            wire_message_read_as (WIRE_CT_HANDSHAKE, copy, x->dialect);
        if (message->row->id == WIRE_UNKNOWN_MESSAGE || message->tree->cause != BASE_CAUSE_NONE)
            return false;
        at += size;
    }
    return fragment.size > 0;
}

/* Application data always is. In TLS 1.2 so is what follows a ChangeCipherSpec of the same sender;
 * whose record it is, the bytes do not tell. */
static bool is_sealed (const Explainer *x, uint8_t type, BaseSpan fragment)
{
    if (type == WIRE_CT_APPLICATION_DATA)
        return true;
    if (!is_older (x) || !x->changed_cipher)
        return false;
    return type == WIRE_CT_HANDSHAKE ? !reads_as_handshake (x, fragment)
                                     : type == WIRE_CT_ALERT && fragment.size != 2;
}

static WireTree *record_tree (const Explainer *x, GBytes *record, bool sealed)
{
    if (sealed && is_older (x))
        return wire_ciphertext_12_tree (record, x->knows_sealing ? x->sealing : (WireSealing){0});
    return wire_record_tree (record, sealed ? 16 : 0);
}

static void explain_record (Explainer *x, BaseSpan bytes, size_t base)
{
    g_autoptr (GBytes) copy = base_span_copy (bytes);
    BaseSpan fragment =
        base_span (bytes.data + MIN (bytes.size, 5), bytes.size - MIN (bytes.size, 5));
    bool sealed = is_sealed (x, bytes.data[0], fragment);
    g_autoptr (WireTree) tree = record_tree (x, copy, sealed);
    explain_tree (x, tree, base);
    if (sealed)
        g_string_append (x->out, "Sealed: without its keys nobody can tell what is inside.\n");
    else if (tree->cause == BASE_CAUSE_NONE && bytes.data[0] == WIRE_CT_HANDSHAKE)
        explain_handshake (x, fragment, base + 5);
    else if (tree->cause == BASE_CAUSE_NONE)
        explain_message (x, bytes.data[0], fragment, base + 5);
}

/* A hello of SSL 2.0, which may only come first; how many bytes it took. */
static size_t explain_ssl2 (Explainer *x, BaseSpan bytes)
{
    size_t size = MIN (wire_ssl2_size (bytes), bytes.size);
    g_autoptr (GBytes) copy = base_span_copy (base_span (bytes.data, size));
    g_autoptr (WireTree) tree = wire_ssl2_hello_tree (copy);
    explain_tree (x, tree, 0);
    return size;
}

static void explain_records (Explainer *x, BaseSpan bytes)
{
    size_t at = wire_is_ssl2_hello (bytes) ? explain_ssl2 (x, bytes) : 0;
    while (at < bytes.size) {
        WireRecordHeader header;
        size_t size;
        BaseSpan rest = base_span (bytes.data + at, bytes.size - at);
        wire_record_peek (rest, &header, &size);
        explain_record (x, base_span (rest.data, size > 0 ? size : rest.size), at);
        at += size > 0 ? size : rest.size;
    }
}

/* ---- What it is ---- */

static bool looks_like_record (BaseSpan bytes)
{
    return bytes.size >= 3 && bytes.data[0] >= WIRE_CT_CHANGE_CIPHER_SPEC &&
           bytes.data[0] <= WIRE_CT_APPLICATION_DATA && bytes.data[1] == 3 && bytes.data[2] <= 4;
}

static char *known_names (void)
{
    GString *names = g_string_new ("record");
    for (unsigned i = 0; i < WIRE_N_MESSAGES; i++) {
        g_autofree char *name = wire_message_full_name (wire_message_row (i));
        g_string_append_printf (names, ", %s", name);
    }
    return g_string_free (names, FALSE);
}

static bool explain_bytes (Explainer *x, BaseSpan bytes, const char *as, GError **error)
{
    const WireMessageRow *row = as != NULL ? wire_message_find_full (as) : NULL;
    if (as != NULL && row == NULL && !g_str_equal (as, "record")) {
        g_autofree char *names = known_names ();
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     "--as: “%s” is no message, allowed are %s", as, names);
        return false;
    }
    if (row != NULL)
        x->dialect = (WireDialect){row->until, row->exchange};
    if (row != NULL && row->content_type != WIRE_CT_HANDSHAKE)
        explain_message (x, row->content_type, bytes, 0);
    else if (row != NULL)
        explain_handshake (x, bytes, 0);
    else if (as != NULL || looks_like_record (bytes) || wire_is_ssl2_hello (bytes))
        explain_records (x, bytes);
    else
        explain_handshake (x, bytes, 0);
    return true;
}

static void explain_certificate (Explainer *x, BaseSpan der)
{
    g_autoptr (PkiSummary) s = pki_summarize (der);
    if (*s->key == '\0') {
        x->broken = true;
        g_string_append_printf (x->out, "%s\n", s->subject);
        return;
    }
    g_autofree char *from = base_time_text (s->not_before), *to = base_time_text (s->not_after);
    const struct {
        const char *name, *value;
    } rows[] = {{"subject", s->subject},
                {"issuer", s->issuer},
                {"names", s->names},
                {"serial", s->serial},
                {"key", s->key},
                {"signature", s->signature},
                {"valid from", from},
                {"valid until", to},
                {"authority", s->is_authority ? "yes: it may sign certificates" : "no"}};
    g_string_append_printf (x->out, "Certificate, %" G_GSIZE_FORMAT " bytes of DER\n", der.size);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        g_string_append_printf (x->out, "  %-12s %s\n", rows[i].name,
                                rows[i].value != NULL ? rows[i].value : "");
}

static bool explain_pem (Explainer *x, const char *text, GError **error)
{
    static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END CERTIFICATE-----";
    unsigned n = 0;
    for (const char *at = strstr (text, begin); at != NULL; at = strstr (at + 1, begin)) {
        const char *body = at + strlen (begin), *stop = strstr (body, end);
        if (stop == NULL)
            break;
        gsize size;
        g_autofree char *base64 = g_strndup (body, (gsize)(stop - body));
        g_autofree guchar *der = g_base64_decode (base64, &size);
        explain_certificate (x, base_span (der, size));
        n++;
    }
    if (n == 0)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "no whole certificate between “%s” and “%s”", begin, end);
    return n > 0;
}

static bool is_capture (BaseSpan b)
{
    static const uint8_t magics[][4] = {{0x0a, 0x0d, 0x0d, 0x0a},
                                        {0xd4, 0xc3, 0xb2, 0xa1},
                                        {0xa1, 0xb2, 0xc3, 0xd4},
                                        {0x4d, 0x3c, 0xb2, 0xa1},
                                        {0xa1, 0xb2, 0x3c, 0x4d}};
    for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
        if (b.size >= 4 && memcmp (b.data, magics[i], 4) == 0)
            return true;
    return false;
}

static bool explain_input (Explainer *x, const char *text, gsize size, const char *as,
                           GError **error)
{
    if (is_capture (base_span (text, size))) {
        g_set_error (
            error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
            "a capture file; this version explains hex and PEM (Wireshark's “Copy as a hex "
            "stream” gives hex)");
        return false;
    }
    if (strstr (text, "-----BEGIN") != NULL)
        return explain_pem (x, text, error);
    g_autoptr (GBytes) bytes = base_unhex (text, error);
    if (bytes == NULL)
        return false;
    if (g_bytes_get_size (bytes) == 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "nothing to explain; hex of a message or record, or a certificate as PEM, is "
                     "allowed");
        return false;
    }
    return explain_bytes (x, base_span_bytes (bytes), as, error);
}

bool cli_explain_text (GString *out, const char *text, gsize size, const char *as, bool verbose,
                       bool *broken, GError **error)
{
    Explainer x = {.out = out, .verbose = verbose, .width = cli_width ()};
    bool understood = explain_input (&x, text, size, as, error);
    *broken = x.broken;
    return understood;
}
