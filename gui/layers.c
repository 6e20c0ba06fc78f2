#include "layers.h"
#include "wire/compress.h"
#include "words.h"

static void layer_free (StepshakeLayer *layer)
{
    g_free (layer->title);
    g_free (layer->note);
    wire_tree_unref (layer->tree);
    g_free (layer);
}

/* Takes over TREE. CANVAS -1: its own. */
static StepshakeLayer *add (GPtrArray *layers, const char *id, const char *title, char *note,
                            WireTree *tree, int canvas, uint32_t at)
{
    StepshakeLayer *layer = g_new0 (StepshakeLayer, 1);
    layer->id = id;
    layer->title = g_strdup (title);
    layer->note = note;
    layer->tree = tree;
    layer->canvas = canvas >= 0 ? canvas : (int)layers->len;
    layer->at = at;
    g_ptr_array_add (layers, layer);
    return layer;
}

static char *record_note (const TraceRecord *record, GBytes *bytes)
{
    BaseSpan span = base_span_bytes (bytes);
    g_autofree char *size = stepshake_bytes_words (record->forgotten ? record->size : span.size);
    const char *type = span.size > 0 ? wire_name (&wire_content_types, span.data[0]) : NULL;
    return type != NULL ? g_strdup_printf ("%s, %s", type, size) : g_steal_pointer (&size);
}

static GBytes *record_bytes (const TraceRecord *record, unsigned cursor, bool as_sent)
{
    bool arrived = record->arrived != NULL && record->deliver_event >= 0 &&
                   (unsigned)record->deliver_event <= cursor;
    return arrived && !as_sent ? record->arrived : record->sent;
}

static WireMessage *message_content (const TraceMessage *message, unsigned cursor, bool as_sent)
{
    return as_sent && message->sent != NULL ? message->sent : trace_message_at (message, cursor);
}

/* Where the message begins among the handshake bytes of its record; -1 when it does not lie in it
 * whole. */
static int place_in_record (const Trace *trace, int index, unsigned cursor, bool as_sent,
                            size_t room)
{
    const TraceMessage *message = trace_message (trace, index);
    const TraceRecord *record = trace_record (trace, message->record);
    size_t at = 0;
    for (int i = record->first_message; i >= 0 && i < index; i++) {
        const TraceMessage *before = trace_message (trace, i);
        WireMessage *other = message_content (before, cursor, as_sent);
        if (before->record != message->record || other == NULL)
            return -1;
        at += g_bytes_get_size (other->bytes);
    }
    WireMessage *content = message_content (message, cursor, as_sent);
    return at + g_bytes_get_size (content->bytes) <= room ? (int)at : -1;
}

static void add_message (GPtrArray *layers, WireMessage *content, int canvas, uint32_t at)
{
    add (layers, "message", content->row != NULL ? content->row->name : "Message",
         stepshake_bytes_words (g_bytes_get_size (content->bytes)), wire_tree_ref (content->tree),
         canvas, at);
}

/* What a packed certificate holds: bytes that were never on the wire. */
static void add_unpacked (GPtrArray *layers, const WireMessage *content)
{
    enum { LIMIT = 1 << 18 };
    if (content->row->id != WIRE_COMPRESSED_CERTIFICATE)
        return;
    g_autoptr (WireMessage) plain = wire_certificate_decompress (content, LIMIT, NULL);
    if (plain != NULL)
        add (layers, "unpacked", "Certificate, unpacked",
             stepshake_bytes_words (g_bytes_get_size (plain->bytes)), wire_tree_ref (plain->tree),
             -1, 0);
}

/* What lies under the seal, for those who have the key. */
static int add_inner (GPtrArray *layers, const TraceRecord *record, GBytes *bytes)
{
    if (record->nonce != NULL)
        add (layers, "nonce", "Nonce", stepshake_bytes_words (g_bytes_get_size (record->nonce)),
             record->version == WIRE_TLS12 ? wire_nonce_12_tree (record->nonce, record->sealing)
                                           : wire_nonce_tree (record->nonce),
             -1, 0);
    bool older = record->version == WIRE_TLS12;
    if (older && record->additional != NULL) {
        bool block = record->sealing.kind == WIRE_CIPHER_BLOCK;
        add (layers, "additional-data", block ? "Start of what the MAC covers" : "Additional data",
             g_strdup ("sequence number, header and length, authenticated too"),
             wire_mac_input_tree (record->additional, record->sealing), -1, 0);
    } else if (g_bytes_get_size (bytes) >= WIRE_RECORD_HEADER_SIZE) {
        g_autoptr (GBytes) header = g_bytes_new_from_bytes (bytes, 0, WIRE_RECORD_HEADER_SIZE);
        add (layers, "additional-data", "Additional data",
             g_strdup ("the header, authenticated too"), wire_additional_data_tree (header), -1, 0);
    }
    if (record->inner == NULL)
        return -1;
    add (layers, "inner", older ? "Plaintext" : "Inner plaintext",
         stepshake_bytes_words (g_bytes_get_size (record->inner)),
         older ? wire_plaintext_12_tree (record->inner, record->sealing)
               : wire_inner_plaintext_tree (record->inner),
         -1, 0);
    return layers->len - 1;
}

GPtrArray *stepshake_layers_new (const Trace *trace, const TraceObserver *observer, int index,
                                 unsigned cursor, bool as_sent)
{
    GPtrArray *layers = g_ptr_array_new_with_free_func ((GDestroyNotify)layer_free);
    if (index < 0)
        return layers;
    TraceSight sight = trace_sees_message (trace, observer, index, cursor);
    if (sight == TRACE_HIDDEN)
        return layers;

    const TraceMessage *message = trace_message (trace, index);
    WireMessage *content = message_content (message, cursor, as_sent);
    int canvas = -1;
    size_t room = 0;
    uint32_t header = 0;
    if (message->record >= 0) {
        const TraceRecord *record = trace_record (trace, message->record);
        GBytes *bytes = record_bytes (record, cursor, as_sent);
        StepshakeLayer *layer = add (layers, "record", "Record", record_note (record, bytes),
                                     trace_record_tree (record, bytes), -1, 0);
        if (record->sealed && bytes != record->sent) {
            /* The attacker changed it: it opens for nobody, so there is nothing beneath to show. */
            return layers;
        } else if (record->sealed && sight == TRACE_CLEAR) {
            canvas = add_inner (layers, record, bytes);
            size_t behind = record->version == WIRE_TLS12 ? 0 : 1; /* the content type */
            room = canvas >= 0 ? g_bytes_get_size (record->inner) - behind : 0;
        } else if (record->sealed) {
            layer->noise = true;
        } else {
            canvas = 0;
            header = MIN (WIRE_RECORD_HEADER_SIZE, g_bytes_get_size (bytes));
            room = g_bytes_get_size (bytes) - header;
        }
    }
    if (sight != TRACE_CLEAR || content == NULL || message->forgotten)
        return layers;
    int at = canvas >= 0 ? place_in_record (trace, index, cursor, as_sent, room) : -1;
    add_message (layers, content, at >= 0 ? canvas : -1, at >= 0 ? header + at : 0);
    add_unpacked (layers, content);
    return layers;
}

/* A leaf that only holds what its parent names is shown as its parent. */
static int named_field (const WireTree *tree, int leaf)
{
    while (leaf >= 0 && (tree->fields[leaf].flags & WIRE_FIELD_CONTENT) != 0)
        leaf = tree->fields[leaf].parent;
    return leaf > 0 ? leaf : -1; /* the root is the layer itself */
}

static void append_children (const WireTree *tree, unsigned field, GArray *children)
{
    for (unsigned child = field + 1; child < tree->fields[field].end;
         child = tree->fields[child].end) {
        if ((tree->fields[child].flags & WIRE_FIELD_CONTENT) == 0)
            g_array_append_val (children, child);
        else if (!wire_tree_is_leaf (tree, child))
            append_children (tree, child, children);
    }
}

GArray *stepshake_layer_children (const StepshakeLayer *layer, int field)
{
    GArray *children = g_array_new (FALSE, FALSE, sizeof (unsigned));
    if (layer->tree->n_fields > 0)
        append_children (layer->tree, MAX (field, 0), children);
    return children;
}

int stepshake_layer_parent (const StepshakeLayer *layer, int field)
{
    return field > 0 ? named_field (layer->tree, layer->tree->fields[field].parent) : -1;
}

bool stepshake_layers_at (GPtrArray *layers, int canvas, uint32_t offset, int *layer, int *field)
{
    for (int i = (int)layers->len - 1; i >= 0; i--) {
        const StepshakeLayer *candidate = g_ptr_array_index (layers, i);
        size_t size = g_bytes_get_size (candidate->tree->bytes);
        if (candidate->canvas != canvas || offset < candidate->at || offset - candidate->at >= size)
            continue;
        *layer = i;
        *field = named_field (candidate->tree,
                              wire_tree_leaf_at (candidate->tree, offset - candidate->at));
        return true;
    }
    return false;
}

void stepshake_layers_range (GPtrArray *layers, int layer, int field, uint32_t *offset,
                             uint32_t *length)
{
    const StepshakeLayer *l = g_ptr_array_index (layers, layer);
    *offset = l->at;
    *length = g_bytes_get_size (l->tree->bytes);
    if (field >= 0) {
        *offset += l->tree->fields[field].offset;
        *length = l->tree->fields[field].length;
    }
}

BaseSpan stepshake_layer_span (const StepshakeLayer *layer, int field)
{
    if (field >= 0)
        return wire_tree_span (layer->tree, field);
    return base_span_bytes (layer->tree->bytes);
}

bool stepshake_layer_noise (const StepshakeLayer *layer, uint32_t *offset, uint32_t *end)
{
    size_t size = g_bytes_get_size (layer->tree->bytes);
    if (!layer->noise || size <= WIRE_RECORD_HEADER_SIZE)
        return false;
    *offset = WIRE_RECORD_HEADER_SIZE;
    *end = size;
    return true;
}
