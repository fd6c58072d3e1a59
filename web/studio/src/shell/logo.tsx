/** The sign of Easel. */
export function Logo({ size = 24 }: { readonly size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#2d5bd0" />
      <path d="M9 7h14v12H9z" fill="#fff" />
      <path d="M12 15l3-4 2 2.500 2-1.500 2 3z" fill="#2d5bd0" />
      <path
        d="M6 20.500h20M12 20.500L9 27M20 20.500L23 27M16 20.500V26"
        stroke="#fff"
        strokeWidth="2"
        strokeLinecap="round"
        fill="none"
      />
    </svg>
  );
}
