/** Locks side by side with those of etcd and ZooKeeper: the same closed loops through one small interface. */
@NullMarked
package io.holdfast.benchmarks.locks;

import org.jspecify.annotations.NullMarked;
