/** Config sets for applications that read their configuration by MicroProfile Config. */
@NullMarked
package io.holdfast.client.config.microprofile;

import org.jspecify.annotations.NullMarked;
