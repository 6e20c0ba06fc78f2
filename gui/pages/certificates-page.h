/* The chain that was received, from the server's certificate to the anchor, with every check that
 * the client made and its mark. */
#pragma once

#include "pages/graph-page.h"

#define STEPSHAKE_TYPE_CERTIFICATES_PAGE (stepshake_certificates_page_get_type ())
G_DECLARE_FINAL_TYPE (StepshakeCertificatesPage, stepshake_certificates_page, STEPSHAKE,
                      CERTIFICATES_PAGE, StepshakeGraphPage)
