#include "application.h"

#include <locale.h>

int main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    g_autoptr (StepshakeApplication) application = stepshake_application_new ();
    int status = g_application_run (G_APPLICATION (application), argc, argv);
    return status != 0 ? status : stepshake_application_status (application);
}
