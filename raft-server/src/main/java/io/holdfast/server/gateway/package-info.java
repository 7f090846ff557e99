/** The client port: gRPC over mutual TLS, who may call what, and the native stream. Knows the core by its ports only. */
@NullMarked
package io.holdfast.server.gateway;

import org.jspecify.annotations.NullMarked;
