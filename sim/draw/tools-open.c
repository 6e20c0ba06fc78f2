#include "draw/tools.h"

#include <dlfcn.h>
#include <gio/gio.h>

/* The dynamic linker finds it by the program's rpath. */
static const char tools_file[] = "libstepshake-draw.so";

/* It stays open to the end: Graphviz and Pango keep what they have set up. */
static const DrawTools *tools_load (GError **error)
{
    void *library = dlopen (tools_file, RTLD_NOW | RTLD_LOCAL);
    const DrawTools *tools = library == NULL ? NULL : dlsym (library, "draw_tools");
    if (tools == NULL) {
        g_autofree char *why = g_strdup (dlerror ());
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                     "pictures are drawn by %s, which cannot be loaded: %s (it is installed in %s, "
                     "seen from the program's folder)",
                     tools_file, why, DRAW_TOOLS_FOLDER);
    }
    return tools;
}

const DrawTools *draw_tools_open (GError **error)
{
    static const DrawTools *tools; /* of the main thread, like all that is drawn */
    if (tools == NULL)
        tools = tools_load (error);
    return tools;
}

DrawLayout *draw_layout (const DrawGraph *graph, const double *sizes, const double *label_sizes,
                         GError **error)
{
    const DrawTools *tools = draw_tools_open (error);
    return tools == NULL ? NULL : tools->layout (graph, sizes, label_sizes, error);
}

double draw_text_width (const char *text, double size, bool bold)
{
    const DrawTools *tools = draw_tools_open (NULL);
    return tools == NULL ? 0 : tools->text_width (text, size, bold);
}

GBytes *draw_scene_png (const DrawScene *scene)
{
    const DrawTools *tools = draw_tools_open (NULL);
    return tools == NULL ? NULL : tools->png (scene);
}

GBytes *draw_scene_pdf (const DrawScene *scene)
{
    const DrawTools *tools = draw_tools_open (NULL);
    return tools == NULL ? NULL : tools->pdf (scene);
}
