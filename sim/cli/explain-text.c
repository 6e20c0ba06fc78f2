#include "cli/cli.h"

#include "base/near.h"
#include "lesson/explain.h"
#include "wire/compress.h"
#include "wire/record.h"
#include "wire/ssl2.h"

#include <gio/gio.h>
#include <string.h>

/* Every byte explained: hex of messages and records, and certificates as PEM. */

/* A longer message is refused by its header, as the engine refuses it. */
enum { MESSAGE_LIMIT = 1 << 18 };

typedef struct {
    GString *out;
    bool verbose;
    bool broken;
    unsigned width;
    WireDialect dialect; /* as the hellos so far settle it */
    WireSealing sealing; /* of TLS 1.2 and older, when it is known */
    bool knows_sealing;
    bool changed_cipher; /* somebody's keys are in use */
    bool partial;        /* what is at hand is not there to its end */
    GByteArray *begun;   /* of a handshake message whose record ended before it */
    size_t missing;      /* how much of that is to come */
} Explainer;

/* ---- Trees ---- */

/* What a field holds; of what goes on behind the end of the input, that cannot be said. transfer
 * full */
static char *value_of (const Explainer *x, const WireTree *tree, unsigned i)
{
    const WireField *field = &tree->fields[i];
    bool last = field->offset + field->length == tree->fields[0].length;
    if (x->partial && (field->flags & WIRE_FIELD_UNREAD))
        return g_strdup ("as far as it came");
    return x->partial && last && i > 0 && !wire_tree_is_leaf (tree, i) ? g_strdup ("")
                                                                       : wire_tree_value (tree, i);
}

static void explain_field (Explainer *x, const WireTree *tree, unsigned i, size_t base)
{
    const WireField *field = &tree->fields[i];
    unsigned depth = 0;
    for (int32_t p = field->parent; p >= 0; p = tree->fields[p].parent)
        depth++;
    g_autofree char *label = wire_tree_label (tree, i);
    g_autofree char *value = value_of (x, tree, i);
    g_autofree char *name = g_strdup_printf ("%*s%s", (int)depth * 2, "", label);
    g_autofree char *column = cli_fit (name, 44, false);
    bool bad = !x->partial && (field->flags & (WIRE_FIELD_BROKEN | WIRE_FIELD_UNREAD)) != 0;
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

static void tell_cause (Explainer *x, const char *where, BaseCause cause, bool older)
{
    x->broken = true;
    const char *alert =
        base_alert_name (older ? base_cause_alert_12 (cause) : base_cause_alert (cause));
    g_string_append_printf (x->out, "%s: %s (%s; the alert would be %s)\n", where,
                            base_cause_words (cause),
                            older ? base_cause_section_12 (cause) : base_cause_section (cause),
                            alert != NULL ? alert : "none");
}

static void explain_tree (Explainer *x, const WireTree *tree, size_t base)
{
    for (unsigned i = 0; i < tree->n_fields; i++)
        if (!x->partial || tree->fields[i].length > 0)
            explain_field (x, tree, i, base);
    /* Of what is not whole, a receiver reads nothing yet. */
    if (tree->cause == BASE_CAUSE_NONE || x->partial)
        return;
    g_autofree char *path = wire_tree_path (tree, tree->broken_field);
    tell_cause (x, path, tree->cause, tree->older);
}

/* AT_LEAST: how long it is has not come yet either. */
static void tell_incomplete (Explainer *x, const char *what, size_t missing, bool at_least)
{
    x->broken = true;
    g_string_append_printf (
        x->out, "%s: incomplete: a receiver would wait for %s%" G_GSIZE_FORMAT " more byte%s\n",
        what, at_least ? "at least " : "", missing, missing == 1 ? "" : "s");
}

/* Its own bytes are counted from 0: they stand nowhere in the input. */
static void explain_unpacked (Explainer *x, const WireMessage *packed)
{
    const WireCompressedCertificate *body = packed->body;
    if (body->algorithm != WIRE_COMPRESS_ZLIB) {
        g_string_append (x->out, "Compressed in a way that this program does not unpack.\n");
        return;
    }
    BaseCause cause;
    g_autoptr (WireMessage) certificate =
        wire_certificate_decompress (packed, MESSAGE_LIMIT, &cause);
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
    if (x->partial)
        return;
    if (message->tree->cause == BASE_CAUSE_NONE)
        learn (x, message);
    if (message->row->id == WIRE_COMPRESSED_CERTIFICATE && message->tree->cause == BASE_CAUSE_NONE)
        explain_unpacked (x, message);
}

static bool is_older (const Explainer *x)
{
    return x->dialect.version != 0 && x->dialect.version < WIRE_TLS13;
}

/* The last message of a fragment may go on in the next record: what is there of it. */
static void begin_message (Explainer *x, BaseSpan bytes, size_t whole, size_t base)
{
    bool outer = x->partial;
    x->partial = true;
    explain_message (x, WIRE_CT_HANDSHAKE, bytes, base);
    x->partial = outer;
    if (whole > MESSAGE_LIMIT) {
        tell_cause (x, "Handshake", BASE_CAUSE_MESSAGE_TOO_LONG, is_older (x));
        return;
    }
    base_append_span (x->begun, bytes);
    x->missing = whole - bytes.size;
}

/* Handshake messages side by side. */
static void explain_handshake (Explainer *x, BaseSpan bytes, size_t base)
{
    size_t at = 0;
    while (at < bytes.size) {
        BaseSpan rest = base_span (bytes.data + at, bytes.size - at);
        size_t whole = rest.size >= 4 ? 4 + base_read_number (rest.data + 1, 3) : 4;
        if (whole > rest.size || whole > MESSAGE_LIMIT) {
            begin_message (x, rest, whole, base + at);
            return;
        }
        explain_message (x, WIRE_CT_HANDSHAKE, base_span (rest.data, whole), base + at);
        at += whole;
    }
}

/* What a record holds of handshake messages: they are one stream. */
static void explain_fragment (Explainer *x, BaseSpan fragment, size_t base)
{
    if (x->begun->len == 0) {
        explain_handshake (x, fragment, base);
        return;
    }
    g_autoptr (GByteArray) joined = g_steal_pointer (&x->begun);
    x->begun = g_byte_array_new ();
    base_append_span (joined, fragment);
    g_string_append (x->out, "With what the record before began, counted from 0:\n");
    explain_handshake (x, base_span (joined->data, joined->len), 0);
}

/* At the end of the input nothing more can come. */
static void tell_begun (Explainer *x)
{
    if (x->begun->len > 0)
        tell_incomplete (x, "Handshake message", x->missing, x->begun->len < 4);
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

/* What the record's header alone says against it; the rest is the walker's to say. */
static BaseCause record_cause (const Explainer *x, BaseSpan bytes, bool sealed)
{
    if (bytes.size < WIRE_RECORD_HEADER_SIZE)
        return BASE_CAUSE_NONE;
    size_t length = base_read_number (bytes.data + 3, 2);
    size_t most = !sealed        ? WIRE_MAX_PLAINTEXT
                  : is_older (x) ? WIRE_MAX_CIPHERTEXT_12
                                 : WIRE_MAX_CIPHERTEXT;
    if (length > most)
        return BASE_CAUSE_RECORD_TOO_LONG;
    return length == 0 && !sealed && bytes.data[0] >= WIRE_CT_CHANGE_CIPHER_SPEC &&
                   bytes.data[0] <= WIRE_CT_HANDSHAKE
               ? BASE_CAUSE_EMPTY_FRAGMENT
               : BASE_CAUSE_NONE;
}

static void explain_content (Explainer *x, uint8_t type, BaseSpan fragment, size_t base)
{
    if (type == WIRE_CT_HANDSHAKE)
        explain_fragment (x, fragment, base);
    else if (fragment.size > 0 || type == WIRE_CT_APPLICATION_DATA)
        explain_message (x, type, fragment, base);
}

/* MISSING: how many bytes of it are not there. */
static void explain_record (Explainer *x, BaseSpan bytes, size_t base, size_t missing)
{
    g_autoptr (GBytes) copy = base_span_copy (bytes);
    size_t header = MIN (bytes.size, WIRE_RECORD_HEADER_SIZE);
    BaseSpan fragment = base_span (bytes.data + header, bytes.size - header);
    bool sealed = is_sealed (x, bytes.data[0], fragment);
    BaseCause cause = record_cause (x, bytes, sealed);
    g_autoptr (WireTree) tree = record_tree (x, copy, sealed);
    x->partial = missing > 0 || cause != BASE_CAUSE_NONE;
    explain_tree (x, tree, base);
    if (cause != BASE_CAUSE_NONE)
        tell_cause (x, tree->name, cause, is_older (x));
    else if (sealed)
        g_string_append (x->out, "Sealed: without its keys nobody can tell what is inside.\n");
    else if (missing > 0 || tree->cause == BASE_CAUSE_NONE)
        explain_content (x, bytes.data[0], fragment, base + header);
    x->partial = false;
    if (missing == 0 || cause != BASE_CAUSE_NONE)
        return;
    tell_incomplete (x, tree->name, missing, header < WIRE_RECORD_HEADER_SIZE);
    g_byte_array_set_size (x->begun, 0); /* the record says it for its messages */
}

/* A hello of SSL 2.0, which may only come first; how many bytes it took. */
static size_t explain_ssl2 (Explainer *x, BaseSpan bytes)
{
    size_t size = MIN (wire_ssl2_size (bytes), bytes.size);
    g_autoptr (GBytes) copy = base_span_copy (base_span (bytes.data, size));
    g_autoptr (WireTree) tree = wire_ssl2_hello_tree (copy);
    size_t missing = wire_ssl2_size (bytes) - size;
    x->partial = missing > 0;
    explain_tree (x, tree, 0);
    x->partial = false;
    if (missing > 0)
        tell_incomplete (x, tree->name, missing, false);
    return size;
}

static void explain_records (Explainer *x, BaseSpan bytes)
{
    size_t at = wire_is_ssl2_hello (bytes) ? explain_ssl2 (x, bytes) : 0;
    while (at < bytes.size) {
        WireRecordHeader header;
        size_t size;
        BaseSpan rest = base_span (bytes.data + at, bytes.size - at);
        bool known = wire_record_peek (rest, &header, &size);
        size_t whole = WIRE_RECORD_HEADER_SIZE + (known ? header.length : 0u);
        explain_record (x, base_span (rest.data, MIN (whole, rest.size)), at,
                        whole > rest.size ? whole - rest.size : 0);
        at += MIN (whole, rest.size);
    }
}

/* ---- What it is ---- */

static bool looks_like_record (BaseSpan bytes)
{
    return bytes.size >= 3 && bytes.data[0] >= WIRE_CT_CHANGE_CIPHER_SPEC &&
           bytes.data[0] <= WIRE_CT_APPLICATION_DATA && bytes.data[1] == 3 && bytes.data[2] <= 4;
}

static char *known_names (const char *wrong)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (names, g_strdup ("record"));
    for (unsigned i = 0; i < WIRE_N_MESSAGES; i++)
        g_ptr_array_add (names, wire_message_full_name (wire_message_row (i)));
    return base_offer (names, wrong, "", "messages");
}

static bool explain_bytes (Explainer *x, BaseSpan bytes, const char *as, GError **error)
{
    const WireMessageRow *row = as != NULL ? wire_message_find_full (as) : NULL;
    if (as != NULL && row == NULL && !g_str_equal (as, "record")) {
        g_autofree char *names = known_names (as);
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "--as: “%s” is no message, %s",
                     as, names);
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
    tell_begun (x);
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
    if (text[strspn (text, " \t\r\n")] == '{') {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                     "JSON, as traces are saved; stepshake play opens a trace, explain takes hex "
                     "and PEM");
        return false;
    }
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
    Explainer x = {
        .out = out, .verbose = verbose, .width = cli_width (), .begun = g_byte_array_new ()};
    bool understood = explain_input (&x, text, size, as, error);
    g_byte_array_unref (x.begun);
    *broken = x.broken;
    return understood;
}
