/** The house rules as tests: arrows between modules, style, documentation. */
@NullMarked
package io.holdfast.it.house;

import org.jspecify.annotations.NullMarked;
