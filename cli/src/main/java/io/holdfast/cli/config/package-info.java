/** The word {@code config}: config sets are published, read, compared, rolled out and rendered. */
@NullMarked
package io.holdfast.cli.config;

import org.jspecify.annotations.NullMarked;
