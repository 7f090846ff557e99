/** etcd's JSON gateway: the same calls by HTTP, proto3 JSON in and out. */
@NullMarked
package io.holdfast.etcd.http;

import org.jspecify.annotations.NullMarked;
