/** Clusters of real processes on loopback, with real certificates, and the signals that hurt them. */
@NullMarked
package io.holdfast.it.cluster;

import org.jspecify.annotations.NullMarked;
