/** etcd's lock and election services, on the same keys that client-side recipes use. */
@NullMarked
package io.holdfast.etcd.lock;

import org.jspecify.annotations.NullMarked;
