/** {@code holdfast kv}: keys and values. */
@NullMarked
package io.holdfast.cli.kv;

import org.jspecify.annotations.NullMarked;
