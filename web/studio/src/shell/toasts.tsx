import { OverlayToaster, type Toaster, type ToastProps } from "@blueprintjs/core";
import { createContext, type ReactNode, useCallback, useContext, useRef } from "react";

/** Shows a message for some seconds. Screen readers say it. */
export type ShowToast = (toast: ToastProps) => void;

const ToastContext = createContext<ShowToast>(() => {});

/** How many messages are shown at once. */
const TOASTS_MAX = 4;

/** Messages over the page. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  const toaster = useRef<Toaster>(null);
  const show = useCallback((toast: ToastProps) => {
    toaster.current?.show(toast);
  }, []);
  return (
    <ToastContext value={show}>
      {children}
      <OverlayToaster ref={toaster as never} position="bottom" maxToasts={TOASTS_MAX} canEscapeKeyClear />
    </ToastContext>
  );
}

export function useToasts(): ShowToast {
  return useContext(ToastContext);
}
