/** etcd's lease service. */
@NullMarked
package io.holdfast.etcd.lease;

import org.jspecify.annotations.NullMarked;
