/** etcd's key-value service. */
@NullMarked
package io.holdfast.etcd.kv;

import org.jspecify.annotations.NullMarked;
