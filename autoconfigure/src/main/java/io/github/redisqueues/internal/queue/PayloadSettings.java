package io.github.redisqueues.internal.queue;

import java.util.Optional;

import io.github.redisqueues.queue.PayloadConverter;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.unit.DataSize;

/**
 * What a queue or topic says about its payloads. Immutable.
 *
 * @param <E> type of the payloads
 * @param type type that payloads are written from and read into
 * @param converter converts payloads to bytes and back; empty for that of the factory
 * @param maxSize largest payload that is sent; zero for no limit
 */
public record PayloadSettings<E>(ParameterizedTypeReference<E> type, Optional<PayloadConverter> converter,
		DataSize maxSize) {

}
