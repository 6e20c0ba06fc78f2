/* Pictures: layout, writers, and what hostile text can do to them (nothing). The DOT and SVG files
 * are read by programs that are not ours: dot and xmllint. */
#include "draw/scene.h"

#include <cairo.h>
#include <gio/gio.h>
#include <malloc.h>
#include <math.h>
#include <string.h>

static const char hostile[] = "\"quoted\" <b>&amp; [a]; {b|c} \\n \\G #35; 100% `x` é — 鍵";

/* For the leak checker: what fontconfig keeps for good, and a few bytes that libgvc 2.42 loses with
 * some layouts. */
const char *__lsan_default_suppressions (void);
const char *__lsan_default_suppressions (void)
{
    return "leak:libfontconfig\nleak:libgvc\n";
}

/* ---- Helpers. ---- */

static char *output_text (GBytes *bytes)
{
    gsize size;
    const char *text = g_bytes_get_data (bytes, &size);
    return g_strndup (size == 0 ? "" : text, size);
}

/* What a program says when it is given INPUT; it must like it. */
static char *run_program (const char *const *argv, GBytes *input)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GSubprocess) process = g_subprocess_newv (
        argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
    g_assert_no_error (error);
    g_autoptr (GBytes) output = NULL;
    g_subprocess_communicate (process, input, NULL, &output, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (g_subprocess_get_successful (process));
    return output_text (output);
}

static char *write_text (const DrawGraph *graph, const char *format)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = draw_write_graph (graph, format, &error);
    g_assert_no_error (error);
    g_assert_true (
        g_utf8_validate_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL));
    return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* A graph of N nodes: a road with side roads, loops and a way back; always the same for a SEED. */
static DrawGraph *make_graph (unsigned n, unsigned seed)
{
    DrawGraph *graph = draw_graph_new ("A graph");
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    for (unsigned i = 0; i < n; i++) {
        g_autofree char *id = g_strdup_printf ("node-%u", i);
        g_autofree char *title = g_strdup_printf ("Node %u", i);
        DrawNode *node = draw_graph_add_node (graph, id, title);
        node->detail = i % 3 == 0 ? g_strdup ("with a second line") : NULL;
        node->rounded = i == 0 || i == n - 1;
        if (i > 0)
            draw_graph_add_edge (graph, g_rand_int_range (random, 0, (int)i), i,
                                 i % 2 == 0 ? "recv Something\nK_recv = handshake" : NULL);
    }
    for (unsigned i = 0; i < n / 3; i++)
        draw_graph_add_edge (graph, g_rand_int_range (random, 0, (int)n),
                             g_rand_int_range (random, 0, (int)n), "another way");
    draw_graph_add_edge (graph, n - 1, n - 1, "stay");
    draw_graph_add_edge (graph, n - 1, n - 1, "stay in another way");
    return graph;
}

typedef struct {
    double *sizes, *label_sizes;
} Sizes;

static Sizes make_sizes (const DrawGraph *graph)
{
    Sizes sizes = {g_new0 (double, 2 * graph->nodes->len), g_new0 (double, 2 * graph->edges->len)};
    for (unsigned i = 0; i < graph->nodes->len; i++) {
        sizes.sizes[2 * i] = 80 + i % 5 * 30;
        sizes.sizes[2 * i + 1] = 30 + i % 3 * 20;
    }
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        sizes.label_sizes[2 * i] = edge->label == NULL ? 0 : 140;
        sizes.label_sizes[2 * i + 1] = edge->label == NULL ? 0 : 34;
    }
    return sizes;
}

static DrawLayout *lay_out (const DrawGraph *graph)
{
    g_autoptr (GError) error = NULL;
    Sizes sizes = make_sizes (graph);
    DrawLayout *layout = draw_layout (graph, sizes.sizes, sizes.label_sizes, &error);
    g_assert_no_error (error);
    g_free (sizes.sizes);
    g_free (sizes.label_sizes);
    return layout;
}

/* ---- Layout. ---- */

static void assert_inside (const DrawLayout *layout, DrawPoint at, double w, double h)
{
    g_assert_cmpfloat (at.x - w / 2, >=, -1.5);
    g_assert_cmpfloat (at.y - h / 2, >=, -1.5);
    g_assert_cmpfloat (at.x + w / 2, <=, layout->width + 1.5);
    g_assert_cmpfloat (at.y + h / 2, <=, layout->height + 1.5);
}

static bool overlap (DrawPoint a, const double *a_size, DrawPoint b, const double *b_size)
{
    return fabs (a.x - b.x) * 2 < a_size[0] + b_size[0] - 1 &&
           fabs (a.y - b.y) * 2 < a_size[1] + b_size[1] - 1;
}

static void check_boxes (const DrawGraph *graph, const DrawLayout *layout, const Sizes *sizes)
{
    for (unsigned i = 0; i < graph->nodes->len; i++) {
        assert_inside (layout, layout->nodes[i], sizes->sizes[2 * i], sizes->sizes[2 * i + 1]);
        for (unsigned k = 0; k < i; k++)
            g_assert_false (overlap (layout->nodes[i], sizes->sizes + 2 * i, layout->nodes[k],
                                     sizes->sizes + 2 * k));
    }
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const double *size = sizes->label_sizes + 2 * i;
        if (size[0] <= 0)
            continue;
        assert_inside (layout, layout->labels[i], size[0], size[1]);
        for (unsigned k = 0; k < graph->nodes->len; k++)
            g_assert_false (
                overlap (layout->labels[i], size, layout->nodes[k], sizes->sizes + 2 * k));
        for (unsigned k = 0; k < i; k++)
            g_assert_false (
                sizes->label_sizes[2 * k] > 0 &&
                overlap (layout->labels[i], size, layout->labels[k], sizes->label_sizes + 2 * k));
    }
}

/* On the border of the box, give or take two points. */
static void assert_touches (DrawPoint end, DrawPoint centre, const double *size)
{
    double dx = fabs (end.x - centre.x) - size[0] / 2, dy = fabs (end.y - centre.y) - size[1] / 2;
    g_assert_cmpfloat (MAX (dx, dy), <, 2.5);
    g_assert_cmpfloat (MAX (dx, dy), >, -2.5);
}

static void test_layout_has_room_for_all (void)
{
    for (unsigned n = 2; n < 30; n += 3) {
        for (int left_to_right = 0; left_to_right < 2; left_to_right++) {
            g_autoptr (DrawGraph) graph = make_graph (n, n);
            graph->left_to_right = left_to_right == 1;
            g_autoptr (DrawLayout) layout = lay_out (graph);
            Sizes sizes = make_sizes (graph);
            check_boxes (graph, layout, &sizes);
            for (unsigned i = 0; i < graph->edges->len; i++) {
                const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
                const GArray *curve = g_ptr_array_index (layout->edges, i);
                g_assert_cmpuint (curve->len, >=, 4);
                g_assert_cmpuint (curve->len % 3, ==, 1);
                assert_touches (g_array_index (curve, DrawPoint, 0), layout->nodes[edge->from],
                                sizes.sizes + 2 * edge->from);
                assert_touches (g_array_index (curve, DrawPoint, curve->len - 1),
                                layout->nodes[edge->to], sizes.sizes + 2 * edge->to);
            }
            g_free (sizes.sizes);
            g_free (sizes.label_sizes);
        }
    }
}

static void test_layout_runs_downwards (void)
{
    g_autoptr (DrawGraph) graph = draw_graph_new ("A road");
    for (unsigned i = 0; i < 4; i++) {
        g_autofree char *id = g_strdup_printf ("%u", i);
        draw_graph_add_node (graph, id, id);
        if (i > 0)
            draw_graph_add_edge (graph, i - 1, i, NULL);
    }
    g_autoptr (DrawLayout) layout = lay_out (graph);
    for (unsigned i = 1; i < 4; i++)
        g_assert_cmpfloat (layout->nodes[i].y, >, layout->nodes[i - 1].y);
}

static void test_layout_ignores_states (void)
{
    g_autoptr (DrawGraph) graph = make_graph (12, 5);
    g_autoptr (DrawLayout) before = lay_out (graph);
    for (unsigned i = 0; i < graph->nodes->len; i++) {
        DrawNode *node = g_ptr_array_index (graph->nodes, i);
        node->state = (DrawState)(i % DRAW_N_STATES);
    }
    for (unsigned i = 0; i < graph->edges->len; i++) {
        DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        edge->state = (DrawState)(i % DRAW_N_STATES);
    }
    g_autoptr (DrawLayout) after = lay_out (graph);
    g_assert_cmpmem (before->nodes, graph->nodes->len * sizeof (DrawPoint), after->nodes,
                     graph->nodes->len * sizeof (DrawPoint));
    g_assert_cmpmem (before->labels, graph->edges->len * sizeof (DrawPoint), after->labels,
                     graph->edges->len * sizeof (DrawPoint));
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const GArray *a = g_ptr_array_index (before->edges, i);
        const GArray *b = g_ptr_array_index (after->edges, i);
        g_assert_cmpmem (a->data, a->len * sizeof (DrawPoint), b->data,
                         b->len * sizeof (DrawPoint));
    }
}

static void test_layout_of_nothing (void)
{
    g_autoptr (DrawGraph) graph = draw_graph_new ("Nothing");
    g_autoptr (GError) error = NULL;
    g_autoptr (DrawLayout) layout = draw_layout (graph, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (layout->edges->len, ==, 0);
}

/* (Under AddressSanitizer mallinfo2 () knows nothing; there the leak checker looks.) */
static void test_layout_keeps_no_memory (void)
{
    g_autoptr (DrawGraph) graph = make_graph (20, 3);
    size_t before = 0;
    for (unsigned i = 0; i < 120; i++) {
        if (i == 20)
            before = mallinfo2 ().uordblks;
        g_autoptr (DrawLayout) layout = lay_out (graph);
        g_assert_nonnull (layout);
    }
    size_t after = mallinfo2 ().uordblks;
    g_assert_cmpuint (after, <, before + 16 * 1024);
}

/* ---- Writers. ---- */

static DrawGraph *make_hostile (void)
{
    DrawGraph *graph = draw_graph_new (hostile);
    DrawNode *a = draw_graph_add_node (graph, hostile, hostile);
    a->detail = g_strdup ("line one\nline two \x01 \x7f");
    DrawNode *b = draw_graph_add_node (graph, "end", "end");
    b->rounded = true;
    draw_graph_add_edge (graph, 0, 1, hostile);
    draw_graph_add_edge (graph, 1, 0, "; subgraph x { }")->state = DRAW_DONE;
    graph->note = g_strdup (hostile);
    return graph;
}

typedef struct {
    GString *text;
    GPtrArray *texts;
    unsigned n_paths;
} Svg;

static void svg_start (GMarkupParseContext *context, const char *name, const char **names,
                       const char **values, gpointer data, GError **error)
{
    Svg *svg = data;
    g_string_truncate (svg->text, 0);
    svg->n_paths += g_str_equal (name, "path");
}

static void svg_text (GMarkupParseContext *context, const char *text, gsize size, gpointer data,
                      GError **error)
{
    g_string_append_len (((Svg *)data)->text, text, (gssize)size);
}

static void svg_end (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
    Svg *svg = data;
    if (g_str_equal (name, "text") || g_str_equal (name, "title"))
        g_ptr_array_add (svg->texts, g_strdup (svg->text->str));
}

/* The texts of an SVG file, read by GLib's parser after xmllint found it well-formed. */
static GPtrArray *svg_texts (const char *text, unsigned *n_paths)
{
    static const GMarkupParser parser = {svg_start, svg_end, svg_text, NULL, NULL};
    static const char *const xmllint[] = {"xmllint", "--noout", "--nonet", "-", NULL};
    g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
    g_autofree char *said = run_program (xmllint, bytes);
    g_assert_cmpstr (said, ==, "");
    Svg svg = {g_string_new (NULL), g_ptr_array_new_with_free_func (g_free), 0};
    g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &svg, NULL);
    g_autoptr (GError) error = NULL;
    g_markup_parse_context_parse (context, text, -1, &error);
    g_assert_no_error (error);
    g_string_free (svg.text, TRUE);
    if (n_paths != NULL)
        *n_paths = svg.n_paths;
    return svg.texts;
}

static void assert_shows (const GPtrArray *texts, const char *wanted)
{
    for (unsigned i = 0; i < texts->len; i++)
        if (strstr (g_ptr_array_index (texts, i), wanted) != NULL)
            return;
    g_error ("the picture does not show \"%s\"", wanted);
}

static void assert_shows_all (const GPtrArray *texts, const DrawGraph *graph)
{
    assert_shows (texts, graph->title);
    for (unsigned i = 0; i < graph->nodes->len; i++)
        assert_shows (texts, ((DrawNode *)g_ptr_array_index (graph->nodes, i))->title);
    for (unsigned i = 0; i < graph->edges->len; i++) {
        const DrawEdge *edge = g_ptr_array_index (graph->edges, i);
        if (edge->label == NULL)
            continue;
        g_auto (GStrv) lines = g_strsplit (edge->label, "\n", -1);
        for (char **line = lines; *line != NULL; line++)
            assert_shows (texts, *line);
    }
}

static void test_svg_shows_every_text (void)
{
    g_autoptr (DrawGraph) graph = make_graph (9, 4);
    g_autofree char *svg = write_text (graph, "svg");
    unsigned n_paths;
    g_autoptr (GPtrArray) texts = svg_texts (svg, &n_paths);
    assert_shows_all (texts, graph);
    assert_shows (texts, "with a second line");
    g_assert_cmpuint (n_paths, ==, 2 * graph->edges->len); /* a curve and a head each */
}

static void test_svg_survives_hostile_text (void)
{
    g_autoptr (DrawGraph) graph = make_hostile ();
    g_autofree char *svg = write_text (graph, "svg");
    g_autoptr (GPtrArray) texts = svg_texts (svg, NULL);
    assert_shows_all (texts, graph);
    assert_shows (texts, "line one");
    assert_shows (texts, "line two");
}

/* What dot itself draws of our DOT file. */
static GPtrArray *dot_texts (const char *dot)
{
    static const char *const command[] = {"dot", "-Tsvg", NULL};
    g_autoptr (GBytes) bytes = g_bytes_new (dot, strlen (dot));
    g_autofree char *svg = run_program (command, bytes);
    /* The document type names a file on the network, which nobody should fetch. */
    const char *start = strstr (svg, "<svg");
    return svg_texts (start, NULL);
}

static char *dot_plain (const char *dot)
{
    static const char *const command[] = {"dot", "-Tplain", NULL};
    g_autoptr (GBytes) bytes = g_bytes_new (dot, strlen (dot));
    return run_program (command, bytes);
}

static unsigned count_lines (const char *text, const char *prefix)
{
    unsigned n = 0;
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        n += g_str_has_prefix (*line, prefix);
    return n;
}

static void test_dot_is_read_by_dot (void)
{
    g_autoptr (DrawGraph) graph = make_graph (9, 4);
    g_autofree char *dot = write_text (graph, "dot");
    g_autofree char *plain = dot_plain (dot);
    g_assert_cmpuint (count_lines (plain, "node "), ==, graph->nodes->len);
    g_assert_cmpuint (count_lines (plain, "edge "), ==, graph->edges->len);
    g_autoptr (GPtrArray) texts = dot_texts (dot);
    assert_shows_all (texts, graph);
}

/* dot draws no-break spaces where a text has several spaces or begins with one. */
static void test_dot_survives_hostile_text (void)
{
    g_autoptr (DrawGraph) graph = make_hostile ();
    g_autofree char *dot = write_text (graph, "dot");
    g_autofree char *plain = dot_plain (dot);
    g_assert_cmpuint (count_lines (plain, "node "), ==, 2);
    g_assert_cmpuint (count_lines (plain, "edge "), ==, 2);
    g_autoptr (GPtrArray) texts = dot_texts (dot);
    for (unsigned i = 0; i < texts->len; i++) {
        g_autoptr (GString) text = g_string_new (g_ptr_array_index (texts, i));
        g_string_replace (text, "\u00a0", " ", 0);
        g_free (g_ptr_array_index (texts, i));
        g_ptr_array_index (texts, i) = g_strdup (text->str);
    }
    assert_shows_all (texts, graph);
}

/* The grammar by hand: header, then nodes, edges, classes and styles, each of its form; whatever
 * stands in quotes holds no character that ends or changes it. */
static void check_mermaid (const char *text, unsigned n_nodes, unsigned n_edges)
{
    static const char *const forms[] = {
        "^  n[0-9]+\\(?\\[\"[^\"]*\"\\]\\)?:::[a-z]+$",
        "^  n[0-9]+ (-->|==>)(\\|\"[^\"]*\"\\|)? n[0-9]+$",
        "^  classDef [a-z]+ [a-z:#0-9, -]+$",
        "^  style n[0-9]+ stroke-dasharray:5 4$",
        "^  n_note\\[\"[^\"]*\"\\]:::todo$",
        "^(---|flowchart (TD|LR)|title: \"([^\"\\\\]|\\\\.)*\")$",
    };
    unsigned counts[G_N_ELEMENTS (forms)] = {0};
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    for (char **line = lines; *line != NULL && **line != '\0'; line++) {
        unsigned form = 0;
        while (form < G_N_ELEMENTS (forms) && !g_regex_match_simple (forms[form], *line, 0, 0))
            form++;
        if (form == G_N_ELEMENTS (forms))
            g_error ("no form fits: %s", *line);
        counts[form]++;
        g_auto (GStrv) parts = g_strsplit (*line, "\"", -1);
        if (parts[0] != NULL && parts[1] != NULL && !g_str_has_prefix (*line, "title")) {
            g_assert_false (g_regex_match_simple ("[\\[\\]{}|`\\\\]|<(?!br/>)", parts[1], 0, 0));
            /* A number sign and a semicolon only as the two ends of a code. */
            g_autoptr (GRegex) code = g_regex_new ("#[0-9]+;", 0, 0, NULL);
            g_autofree char *rest = g_regex_replace_literal (code, parts[1], -1, 0, "", 0, NULL);
            g_assert_null (strpbrk (rest, "#;"));
        }
    }
    g_assert_cmpuint (counts[0], ==, n_nodes);
    g_assert_cmpuint (counts[1], ==, n_edges);
}

static void test_mermaid_has_every_node (void)
{
    g_autoptr (DrawGraph) graph = make_graph (9, 4);
    g_autofree char *text = write_text (graph, "mermaid");
    check_mermaid (text, graph->nodes->len, graph->edges->len);
    g_assert_nonnull (strstr (text, "Node 8"));
}

static void test_mermaid_survives_hostile_text (void)
{
    g_autoptr (DrawGraph) graph = make_hostile ();
    ((DrawNode *)g_ptr_array_index (graph->nodes, 1))->dashed = true;
    g_autofree char *text = write_text (graph, "mermaid");
    check_mermaid (text, 2, 2);
    g_assert_nonnull (strstr (text, "#34;quoted#34; #60;b#62;#38;amp#59; #91;a#93;#59;"));
    g_assert_nonnull (strstr (text, "line one<br/>line two"));
}

typedef struct {
    const unsigned char *data;
    gsize left;
} Reader;

static cairo_status_t read_png (void *closure, unsigned char *data, unsigned length)
{
    Reader *reader = closure;
    if (reader->left < length)
        return CAIRO_STATUS_READ_ERROR;
    memcpy (data, reader->data, length);
    reader->data += length;
    reader->left -= length;
    return CAIRO_STATUS_SUCCESS;
}

/* The share of pixels that are not white. */
static double ink (GBytes *png, double *width)
{
    Reader reader = {.data = g_bytes_get_data (png, NULL), .left = g_bytes_get_size (png)};
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream (read_png, &reader);
    g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
    int w = cairo_image_surface_get_width (surface), h = cairo_image_surface_get_height (surface);
    unsigned long dark = 0;
    for (int y = 0; y < h; y++) {
        const uint32_t *row =
            (const void *)(cairo_image_surface_get_data (surface) +
                           (gsize)y * (gsize)cairo_image_surface_get_stride (surface));
        for (int x = 0; x < w; x++)
            dark += (row[x] & 0xffffff) != 0xffffff;
    }
    cairo_surface_destroy (surface);
    *width = w;
    return (double)dark / w / h;
}

static void test_png_is_a_picture (void)
{
    g_autoptr (DrawGraph) graph = make_graph (9, 4), hard = make_hostile ();
    double width, other;
    g_autoptr (GBytes) png = draw_write_graph (graph, "png", NULL);
    g_assert_cmpmem (g_bytes_get_data (png, NULL), 8, "\x89PNG\r\n\x1a\n", 8);
    g_assert_cmpfloat (ink (png, &width), >, 0.05);
    g_autoptr (DrawScene) scene = draw_scene_from_graph (graph, NULL);
    g_assert_cmpfloat (fabs (width - 2 * scene->width), <=, 1);
    g_autoptr (GBytes) hostile_png = draw_write_graph (hard, "png", NULL);
    g_assert_cmpfloat (ink (hostile_png, &other), >, 0.02);
}

static bool contains (GBytes *bytes, const char *text)
{
    return memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text)) !=
           NULL;
}

static void test_pdf_is_a_page_with_text (void)
{
    g_autoptr (DrawGraph) graph = make_graph (9, 4), hard = make_hostile ();
    g_autoptr (GBytes) pdf = draw_write_graph (graph, "pdf", NULL);
    g_autoptr (GBytes) other = draw_write_graph (hard, "pdf", NULL);
    g_assert_cmpmem (g_bytes_get_data (pdf, NULL), 5, "%PDF-", 5);
    g_assert_true (contains (pdf, "%%EOF"));
    g_assert_true (contains (pdf, "/FontFile"));
    g_assert_true (contains (pdf, "/MediaBox"));
    g_assert_true (contains (other, "/FontFile"));
    g_assert_false (contains (pdf, "Date")); /* the same picture is the same file */
}

static void test_writers_are_named (void)
{
    g_autoptr (DrawGraph) graph = make_graph (3, 1);
    for (unsigned i = 0; draw_format_at (i) != NULL; i++) {
        g_autoptr (GBytes) bytes = draw_write_graph (graph, draw_format_at (i), NULL);
        g_assert_cmpuint (g_bytes_get_size (bytes), >, 100);
    }
    g_autoptr (GError) error = NULL;
    g_assert_null (draw_write_graph (graph, "gif", &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    for (unsigned i = 0; draw_format_at (i) != NULL; i++)
        g_assert_nonnull (strstr (error->message, draw_format_at (i)));
}

static void test_empty_graph_says_so (void)
{
    g_autoptr (DrawGraph) graph = draw_graph_new ("Secrets");
    graph->note = g_strdup ("There are none.");
    for (unsigned i = 0; draw_format_at (i) != NULL; i++) {
        g_autoptr (GBytes) bytes = draw_write_graph (graph, draw_format_at (i), NULL);
        g_assert_nonnull (bytes);
    }
    g_autofree char *svg = write_text (graph, "svg");
    g_autoptr (GPtrArray) texts = svg_texts (svg, NULL);
    assert_shows (texts, "There are none.");
}

/* ---- Colours. ---- */

/* WCAG 2.1: relative luminance, contrast ratio. */
static double luminance (const char *colour)
{
    double parts[3];
    unsigned long rgb = strtoul (colour + 1, NULL, 16);
    for (unsigned i = 0; i < 3; i++) {
        double c = (rgb >> (16 - 8 * i) & 0xff) / 255.0;
        parts[i] = c <= 0.03928 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

static double contrast (const char *a, const char *b)
{
    double la = luminance (a), lb = luminance (b);
    return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

static void test_colours_can_be_read (void)
{
    g_assert_cmpfloat (fabs (contrast ("#000000", "#ffffff") - 21), <, 0.01);
    for (unsigned i = 0; i < DRAW_N_LOOKS; i++) {
        const DrawLook *look = draw_look (i);
        g_assert_cmpfloat (contrast (look->text, look->fill), >=, 4.5);
        g_assert_cmpfloat (contrast (look->stroke, "#ffffff"), >=, 3);
        if (i != DRAW_CURRENT) /* its labels take the text of DRAW_LEGAL */
            g_assert_cmpfloat (contrast (look->text, "#ffffff"), >=, 4.5);
    }
}

static void test_states_differ_without_colour (void)
{
    static const DrawState states[] = {DRAW_TODO,   DRAW_CURRENT, DRAW_DONE,
                                       DRAW_BROKEN, DRAW_SKIPPED, DRAW_FLAWED};
    for (unsigned i = 0; i < G_N_ELEMENTS (states); i++)
        for (unsigned k = 0; k < i; k++) {
            g_assert_cmpstr (draw_state_mark (states[i]), !=, draw_state_mark (states[k]));
            g_assert_cmpstr (draw_state_words (states[i]), !=, draw_state_words (states[k]));
        }
}

/* ---- Ladders. ---- */

static DrawRow *add_row (GPtrArray *rows, DrawRowKind kind, TraceParty party, const char *text,
                         int event, int end)
{
    DrawRow *row = g_new0 (DrawRow, 1);
    *row = (DrawRow){kind, party, g_strdup (text)};
    row->event = event;
    row->end_event = end;
    row->from = party;
    row->to = party == TRACE_CLIENT ? TRACE_SERVER : TRACE_CLIENT;
    row->in_flight = end < 0;
    row->message = row->record = -1;
    g_ptr_array_add (rows, row);
    return row;
}

static GPtrArray *make_rows (void)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)draw_row_free);
    add_row (rows, DRAW_ROW_STATE, TRACE_CLIENT, "START", -1, -1)->in_flight = false;
    add_row (rows, DRAW_ROW_MESSAGE, TRACE_CLIENT, "ClientHello", 1, 4)->detail =
        g_strdup ("199 bytes");
    add_row (rows, DRAW_ROW_STATE, TRACE_CLIENT, "WAIT_SH", 2, 2);
    add_row (rows, DRAW_ROW_MARK, TRACE_NETWORK, hostile, 3, 3);
    add_row (rows, DRAW_ROW_DECISION, TRACE_SERVER, hostile, 5, 5);
    add_row (rows, DRAW_ROW_MESSAGE, TRACE_SERVER, "ServerHello", 6, 9);
    add_row (rows, DRAW_ROW_MESSAGE, TRACE_SERVER, "Certificate", 7, 10)->sealed = true;
    add_row (rows, DRAW_ROW_FAIL, TRACE_CLIENT, "it is expired", 11, 11);
    add_row (rows, DRAW_ROW_ALERT, TRACE_CLIENT, "Alert: certificate_expired", 12, -1)->detail =
        g_strdup (hostile);
    return rows;
}

static void test_ladder_runs_in_time (void)
{
    g_autoptr (GPtrArray) rows = make_rows ();
    double height;
    g_autoptr (GArray) places = draw_ladder_places (rows, &height);
    g_assert_cmpuint (places->len, ==, rows->len);
    for (unsigned i = 0; i < rows->len; i++) {
        const DrawRow *row = g_ptr_array_index (rows, i);
        const DrawRowPlace *place = &g_array_index (places, DrawRowPlace, i);
        g_assert_cmpfloat (place->end, <=, height);
        for (unsigned k = 0; k < rows->len; k++) {
            const DrawRow *other = g_ptr_array_index (rows, k);
            double begin = g_array_index (places, DrawRowPlace, k).begin;
            /* An arrow's head stands where its arrival falls among what else happened. */
            if (row->end_event >= 0 && row->end_event < other->event)
                g_assert_cmpfloat (place->end, <, begin);
            if (row->end_event > other->event)
                g_assert_cmpfloat (place->end, >=, begin);
        }
    }
}

static void test_ladder_shows_every_row (void)
{
    g_autoptr (GPtrArray) rows = make_rows ();
    g_autoptr (GBytes) bytes = draw_write_ladder (hostile, rows, "svg", NULL);
    g_autofree char *svg = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    g_autoptr (GPtrArray) texts = svg_texts (svg, NULL);
    static const char *const wanted[] = {
        "START",       "ClientHello · 199 bytes", "WAIT_SH",   "ServerHello",
        "Certificate", "it is expired",           "in flight", "Client",
        "Server"};
    for (unsigned i = 0; i < G_N_ELEMENTS (wanted); i++)
        assert_shows (texts, wanted[i]);
    g_autoptr (GBytes) dot = draw_write_ladder (hostile, rows, "dot", NULL);
    g_autofree char *text = g_strndup (g_bytes_get_data (dot, NULL), g_bytes_get_size (dot));
    g_autoptr (GPtrArray) dots = dot_texts (text);
    for (unsigned i = 0; i < G_N_ELEMENTS (wanted); i++)
        assert_shows (dots, wanted[i]);
    assert_shows (dots, "sealed");
    double width;
    g_autoptr (GBytes) png = draw_write_ladder (hostile, rows, "png", NULL);
    g_assert_cmpfloat (ink (png, &width), >, 0.02);
}

static GPtrArray *rows_of (const char *name)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = scenario_load (name, &error);
    g_assert_no_error (error);
    g_autoptr (ControlRun) run = control_run_new (scenario, &error);
    g_assert_no_error (error);
    control_run_all (run);
    int end = (int)trace_length (control_run_trace (run)) - 1;
    return draw_ladder (run, end, trace_observer_find ("everyone"));
}

/* The man in the middle has much to say between two arrows. */
static void test_ladder_covers_nothing (void)
{
    g_autoptr (GPtrArray) rows = rows_of ("man-in-the-middle-trusted");
    g_autoptr (DrawScene) scene = draw_scene_from_ladder ("", rows);
    unsigned boxes = 0;
    for (unsigned i = 0; i < scene->shapes->len; i++) {
        const DrawShape *a = g_ptr_array_index (scene->shapes, i);
        boxes += a->kind == DRAW_SHAPE_BOX;
        for (unsigned k = 0; k < i && a->kind == DRAW_SHAPE_BOX; k++) {
            const DrawShape *b = g_ptr_array_index (scene->shapes, k);
            bool apart = b->kind != DRAW_SHAPE_BOX || a->x >= b->x + b->w || b->x >= a->x + a->w ||
                         a->y >= b->y + b->h || b->y >= a->y + a->h;
            g_assert_true (apart);
        }
    }
    g_assert_cmpuint (boxes, >, 30);
}

/* What a party does by itself is no attacker's doing. */
static void test_ladder_tells_party_from_attacker (void)
{
    static const char *const names[] = {"no-proof", "finish-early"};
    for (unsigned s = 0; s < G_N_ELEMENTS (names); s++) {
        g_autoptr (GPtrArray) rows = rows_of (names[s]);
        g_autoptr (DrawScene) scene = draw_scene_from_ladder ("", rows);
        unsigned found = 0;
        for (unsigned i = 0; i < scene->shapes->len; i++) {
            const DrawShape *shape = g_ptr_array_index (scene->shapes, i);
            if (shape->kind != DRAW_SHAPE_TEXT)
                continue;
            g_assert_cmpstr (shape->text, !=, "attacker on the network");
            if (!g_str_has_prefix (shape->text, "misbehaves"))
                continue;
            g_assert_cmpfloat (shape->x, ==, DRAW_LADDER_SERVER);
            found++;
        }
        g_assert_cmpuint (found, >, 0);
    }
}

static void test_ladder_as_sequence_diagram (void)
{
    g_autoptr (GPtrArray) rows = make_rows ();
    g_autoptr (GBytes) bytes = draw_write_ladder (hostile, rows, "mermaid", NULL);
    g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    static const char *const form =
        "^(---|title: \"([^\"\\\\]|\\\\.)*\"|sequenceDiagram|  participant [CSN] as "
        "(Client|Server|Attacker on the network)|"
        "  [CS](->>|--\\)|-x)[CS]: [^;\"{}\\[\\]]([^;\"{}\\[\\]]|#[0-9]+;)*|"
        "  Note (over|left of|right of) [CSN]: ([^;\"{}\\[\\]]|#[0-9]+;)+)$";
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    for (char **line = lines; *line != NULL && **line != '\0'; line++)
        if (!g_regex_match_simple (form, *line, 0, 0))
            g_error ("no sequence diagram: %s", *line);
    g_assert_cmpuint (count_lines (text, "  Note "), ==, 5);
    g_assert_nonnull (strstr (text, "  C->>S: ClientHello · 199 bytes\n"));
    g_assert_nonnull (strstr (text, "  S->>C: Certificate (sealed)\n"));
    g_assert_nonnull (strstr (text, "  C--)S: ✗ Alert: certificate_expired · in flight<br/>"));
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/draw/layout/has-room-for-all", test_layout_has_room_for_all);
    g_test_add_func ("/draw/layout/runs-downwards", test_layout_runs_downwards);
    g_test_add_func ("/draw/layout/ignores-states", test_layout_ignores_states);
    g_test_add_func ("/draw/layout/of-nothing", test_layout_of_nothing);
    g_test_add_func ("/draw/layout/keeps-no-memory", test_layout_keeps_no_memory);
    g_test_add_func ("/draw/svg/shows-every-text", test_svg_shows_every_text);
    g_test_add_func ("/draw/svg/survives-hostile-text", test_svg_survives_hostile_text);
    g_test_add_func ("/draw/dot/is-read-by-dot", test_dot_is_read_by_dot);
    g_test_add_func ("/draw/dot/survives-hostile-text", test_dot_survives_hostile_text);
    g_test_add_func ("/draw/mermaid/has-every-node", test_mermaid_has_every_node);
    g_test_add_func ("/draw/mermaid/survives-hostile-text", test_mermaid_survives_hostile_text);
    g_test_add_func ("/draw/png/is-a-picture", test_png_is_a_picture);
    g_test_add_func ("/draw/pdf/is-a-page-with-text", test_pdf_is_a_page_with_text);
    g_test_add_func ("/draw/writers-are-named", test_writers_are_named);
    g_test_add_func ("/draw/empty-graph-says-so", test_empty_graph_says_so);
    g_test_add_func ("/draw/colours-can-be-read", test_colours_can_be_read);
    g_test_add_func ("/draw/states-differ-without-colour", test_states_differ_without_colour);
    g_test_add_func ("/draw/ladder/runs-in-time", test_ladder_runs_in_time);
    g_test_add_func ("/draw/ladder/shows-every-row", test_ladder_shows_every_row);
    g_test_add_func ("/draw/ladder/as-sequence-diagram", test_ladder_as_sequence_diagram);
    g_test_add_func ("/draw/ladder/covers-nothing", test_ladder_covers_nothing);
    g_test_add_func ("/draw/ladder/tells-party-from-attacker",
                     test_ladder_tells_party_from_attacker);
    return g_test_run ();
}
