package io.github.redisqueues.shop.report;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class QueueController {

	private final List<RedisQueue<?>> queues;

	QueueController(List<RedisQueue<?>> queues) {
		this.queues = queues;
	}

	@GetMapping("/queues")
	List<QueueView> queues() {
		return this.queues.stream().map(QueueView::of).toList();
	}

	record QueueView(String name, QueueType type, long ready, long delayed, long inFlight, long dead,
			Duration oldestAge) {

		static QueueView of(RedisQueue<?> queue) {
			QueueStats stats = queue.stats();
			return new QueueView(queue.name(), queue.type(), stats.ready(), stats.delayed(), stats.inFlight(),
					stats.dead(), stats.oldestAge());
		}

	}

}
