/** etcd's own clients against real clusters: what they get must be what etcd gives them. */
@NullMarked
package io.holdfast.it.etcd;

import org.jspecify.annotations.NullMarked;
