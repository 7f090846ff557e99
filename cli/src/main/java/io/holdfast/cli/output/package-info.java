/** How results are printed: as a table for people, as JSON or YAML for programs. */
@NullMarked
package io.holdfast.cli.output;

import org.jspecify.annotations.NullMarked;
