/** {@code holdfast member} and {@code holdfast status}: the cluster and its nodes. */
@NullMarked
package io.holdfast.cli.cluster;

import org.jspecify.annotations.NullMarked;
