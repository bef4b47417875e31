/** Parquet blocks laid in a basket weave. */
export function Logo() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
      <g fill="var(--mantine-color-oak-7)">
        <rect x="1" y="1" width="4.6" height="10" rx="1" />
        <rect x="6.4" y="1" width="4.6" height="10" rx="1" opacity="0.7" />
        <rect x="13" y="13" width="4.6" height="10" rx="1" opacity="0.7" />
        <rect x="18.4" y="13" width="4.6" height="10" rx="1" />
      </g>
      <g fill="var(--mantine-color-oak-4)">
        <rect x="13" y="1" width="10" height="4.6" rx="1" />
        <rect x="13" y="6.4" width="10" height="4.6" rx="1" opacity="0.7" />
        <rect x="1" y="13" width="10" height="4.6" rx="1" opacity="0.7" />
        <rect x="1" y="18.4" width="10" height="4.6" rx="1" />
      </g>
    </svg>
  );
}
