package io.github.redisqueues.shop.report;

import java.util.List;

import io.github.redisqueues.queue.QueueType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TotalsTableTests {

	@Test
	void alignsColumns() {
		TotalsTable table = new TotalsTable(
				List.of(new QueueTotals("orders", QueueType.FIFO, 12_345, 12_000, 7, 0, 345, 0, 0),
						new QueueTotals("tickets-of-the-day", QueueType.PRIORITY, 5, 4, 0, 0, 0, 0, 1)));
		assertThat(table).hasToString("""
				queue               type        sent  processed  redelivered  cancelled  dead  waiting  lost
				------------------  --------  ------  ---------  -----------  ---------  ----  -------  ----
				orders              FIFO      12,345     12,000            7          0   345        0     0
				tickets-of-the-day  PRIORITY       5          4            0          0     0        0     1""");
	}

}
