/** The etcd v3 services as thin adapters over the server's ports. */
@NullMarked
package io.holdfast.etcd;

import org.jspecify.annotations.NullMarked;
