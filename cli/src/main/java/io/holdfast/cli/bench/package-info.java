/** {@code holdfast bench}: a closed-loop load driver and what it measures. */
@NullMarked
package io.holdfast.cli.bench;

import org.jspecify.annotations.NullMarked;
