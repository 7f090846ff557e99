/** Configuration for services: releases bound to objects, followed, and kept for the day the cluster is away. */
@NullMarked
package io.holdfast.client.config;

import org.jspecify.annotations.NullMarked;
