/** The server's configuration: immutable records, and the one class that reads them from file, environment and flags. */
@NullMarked
package io.holdfast.server.config;

import org.jspecify.annotations.NullMarked;
