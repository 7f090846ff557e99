/** {@code holdfast tour}, what {@code scripts/quickstart} shows: the main job, with figures measured on the spot. */
@NullMarked
package io.holdfast.cli.tour;

import org.jspecify.annotations.NullMarked;
