/** The data directory: whose it is, who may open it. */
@NullMarked
package io.holdfast.server.storage;

import org.jspecify.annotations.NullMarked;
