/** etcd's calls by the same client against its own servers and ours: {@code benchmarks/etcd.sh}. */
@NullMarked
package io.holdfast.benchmarks.etcd;

import org.jspecify.annotations.NullMarked;
