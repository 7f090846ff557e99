/** etcd's watch service: one stream, many watches. */
@NullMarked
package io.holdfast.etcd.watch;

import org.jspecify.annotations.NullMarked;
