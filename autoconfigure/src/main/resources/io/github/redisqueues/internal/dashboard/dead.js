// The dead letters of a queue, by what they died of.

import { element, format, replace, table } from './view.js';

export function deadLetters(path, { ask }) {
	const place = element('div', {});
	return {
		element: place,
		async update() {
			try {
				const found = await ask(path);
				replace(place, table('Dead letters by what they died of', [
					{ title: 'Died of', cell: (row) => (row.exception ? element('code', {}, row.exception) : row.reason) },
					{ title: 'Where', cell: (row) => (row.location ? element('code', {}, row.location) : '–') },
					{ title: 'Count', number: true, cell: (row) => format.number(row.count) },
					{ title: 'First', cell: (row) => format.moment(row.firstDied) },
					{ title: 'Last', cell: (row) => format.moment(row.lastDied) },
					{ title: 'First in version', cell: (row) => row.firstVersion ?? '–' },
					{ title: 'Latest reason', cell: (row) => row.latestReason },
				], found.groups, ''), found.examined < found.total
					? element('p.soft', {}, `Of the latest ${format.number(found.examined)} of ${format.count(found.total, 'dead letter')}.`) : null);
			}
			catch (failure) {
				replace(place, element('p.failure', {}, failure.message));
			}
		},
	};
}
